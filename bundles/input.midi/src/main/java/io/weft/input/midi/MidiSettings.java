package io.weft.input.midi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of {@link MidiComponent}: PID {@code io.weft.input.midi}. */
@ObjectClassDefinition(
    id = "io.weft.input.midi",
    name = "Weft input: MIDI",
    description = "MIDI controllers of this machine as input devices.")
@SuppressWarnings("MemberName")
@interface MidiSettings {

  /** Two underscores stand for one (Declarative Services, 112.8.2.1). */
  @AttributeDefinition(
      name = "look_interval_s",
      description = "Seconds between two looks at what is plugged in.",
      min = "1",
      max = "3600")
  int look__interval__s() default 3;
}
