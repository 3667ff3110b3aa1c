package io.weft.control.input;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where what devices say leads: PID {@code io.weft.control.mapping}. */
@ObjectClassDefinition(
    id = "io.weft.control.mapping",
    name = "Weft control mapping",
    description = "Which control of which input device of this node sets which control point.")
@SuppressWarnings("MemberName")
@interface MappingSettings {

  @AttributeDefinition(
      name = "mappings",
      description =
          "DEVICE CHANNEL CONTROL LOW..HIGH CURVE -> POINT LOW..HIGH [priority N], separated by"
              + " semicolons. CHANNEL * is any, CURVE is linear, log, exp or steps:N; the word"
              + " switch instead of the last range sets a switch. As in: midi:nanokontrol2 * cc/0"
              + " 0..127 linear -> stage/light 0..1; desk 1 button 0..1 linear -> stage/on switch.",
      required = false)
  String mappings() default "";

  /** Two underscores stand for one (Declarative Services, 112.8.2.1). */
  @AttributeDefinition(
      name = "virtual_devices",
      description =
          "Names of devices, separated by commas, that say what the action send of the service"
              + " weft/input tells them.",
      required = false)
  String virtual__devices() default "";
}
