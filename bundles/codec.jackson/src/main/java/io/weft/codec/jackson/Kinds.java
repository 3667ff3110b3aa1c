package io.weft.codec.jackson;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Kinds of values in words. */
final class Kinds {
  /** Constants of an enum that are listed in a message. */
  private static final int LISTED_CONSTANTS = 10;

  private static final Set<Class<?>> PRIMITIVE_NUMBERS =
      Set.of(int.class, long.class, short.class, byte.class, double.class, float.class);

  private Kinds() {}

  /** What a type is read from, with its article. */
  static String expected(Class<?> type) {
    if (PRIMITIVE_NUMBERS.contains(type) || Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (CharSequence.class.isAssignableFrom(type)) {
      return "a string";
    }
    if (type == byte[].class) {
      return "bytes";
    }
    if (type.isArray() || Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    if (type.isEnum()) {
      return "one of " + constants(type);
    }
    boolean ofTheJdk = Owner.ofType(type) == null && !Map.class.isAssignableFrom(type);
    return ofTheJdk ? "a value of " + type.getName() : "an object";
  }

  /** What a token begins, with its article. */
  static String found(JsonToken token) {
    return switch (token) {
      case START_OBJECT, FIELD_NAME -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT -> "a whole number";
      case VALUE_NUMBER_FLOAT -> "a fraction";
      case VALUE_TRUE -> "true";
      case VALUE_FALSE -> "false";
      case VALUE_NULL -> "null";
      case VALUE_EMBEDDED_OBJECT -> "bytes";
      case END_OBJECT, END_ARRAY, NOT_AVAILABLE -> "nothing";
    };
  }

  private static String constants(Class<?> type) {
    Object[] all = type.getEnumConstants();
    String listed =
        Arrays.stream(all)
            .limit(LISTED_CONSTANTS)
            .map(constant -> ((Enum<?>) constant).name())
            .collect(Collectors.joining(", "));
    return all.length > LISTED_CONSTANTS ? listed + ", …" : listed;
  }
}
