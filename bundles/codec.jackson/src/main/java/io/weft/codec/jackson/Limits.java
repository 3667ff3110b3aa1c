package io.weft.codec.jackson;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of both codecs: what bytes from outside may cost. */
@ObjectClassDefinition(
    name = "JSON and CBOR payloads",
    description = "Bounds for what is read. Strings are bounded by the size of the message.")
@interface Limits {
  /** The property {@code max_nesting}. */
  @AttributeDefinition(
      name = "Deepest nesting",
      description = "Levels of objects and lists within each other, read or written.",
      min = "8",
      max = "1000")
  int max__nesting() default 64;

  /** The property {@code max_number_chars}. */
  @AttributeDefinition(
      name = "Longest number",
      description = "Characters of one number.",
      min = "32",
      max = "100000")
  int max__number__chars() default 1000;

  /** The property {@code max_name_chars}. */
  @AttributeDefinition(
      name = "Longest name",
      description = "Characters of the name of a property or the key of a map.",
      min = "64",
      max = "1000000")
  int max__name__chars() default 8192;
}
