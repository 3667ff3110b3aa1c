package io.weft.launcher.settings;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One setting as its bundle describes it (OSGi Compendium 105, metatype).
 *
 * @param type in metatype's words: String, Integer, Boolean, ...
 * @param cardinality 0 for one value, positive for an array, negative for a list
 * @param min least value, or least length of a text; empty for no limit
 * @param max greatest value, or greatest length of a text; empty for no limit
 * @param options the only values, if not empty
 */
public record Attribute(
    String id,
    String type,
    int cardinality,
    Optional<BigDecimal> min,
    Optional<BigDecimal> max,
    List<String> options) {

  /** Copies. */
  public Attribute {
    options = List.copyOf(options);
  }

  /** The key as people write it: {@code query_period_s}, whatever the bundle calls it inside. */
  public String key() {
    return id.replace('.', '_');
  }

  /**
   * What a key is compared by: {@code query.period.s}, {@code query_period_s} and QUERY_PERIOD_S
   * are one.
   */
  static String plain(String key) {
    return key.replaceAll("[._-]", "").toLowerCase(Locale.ROOT);
  }

  /** Whether its value must not be shown. */
  boolean secret() {
    return type.equals("Password");
  }

  /**
   * The typed value of a text; the elements of arrays and lists stand between commas.
   *
   * @throws IllegalArgumentException if the text is not allowed: "must be ...", with the limits
   */
  Object value(String text) {
    if (cardinality == 0) {
      return scalar(text);
    }
    List<Object> values = new ArrayList<>();
    if (!text.isBlank()) {
      for (String element : text.split("\\s*,\\s*", -1)) {
        values.add(scalar(element.strip()));
      }
    }
    return several(values);
  }

  /**
   * The typed value with one more element, which may have commas in it.
   *
   * @param before what it was set to; null if it was not
   * @throws IllegalArgumentException if the text is not allowed
   */
  Object with(@Nullable Object before, String element) {
    if (cardinality == 0) {
      return scalar(element);
    }
    List<Object> values = new ArrayList<>();
    if (before instanceof List<?> list) {
      values.addAll(list);
    } else if (before != null) {
      for (int i = 0; i < Array.getLength(before); i++) {
        values.add(Array.get(before, i));
      }
    }
    values.add(scalar(element));
    return several(values);
  }

  private Object several(List<Object> values) {
    if (Math.abs((long) cardinality) < values.size()) {
      throw new IllegalArgumentException("must have at most " + Math.abs(cardinality) + " values");
    }
    if (cardinality < 0) {
      return List.copyOf(values);
    }
    Object array = Array.newInstance(scalarClass(), values.size());
    for (int i = 0; i < values.size(); i++) {
      Array.set(array, i, values.get(i));
    }
    return array;
  }

  private Object scalar(String text) {
    if (!options.isEmpty() && !options.contains(text)) {
      throw new IllegalArgumentException("must be one of " + String.join(", ", options));
    }
    return switch (type) {
      case "Boolean" -> {
        if (!text.equals("true") && !text.equals("false")) {
          throw new IllegalArgumentException("must be true or false");
        }
        yield Boolean.valueOf(text);
      }
      case "Integer" -> whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE).intValue();
      case "Long" -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE).longValue();
      case "Short" -> whole(text, Short.MIN_VALUE, Short.MAX_VALUE).shortValue();
      case "Byte" -> whole(text, Byte.MIN_VALUE, Byte.MAX_VALUE).byteValue();
      case "Double" -> number(text).doubleValue();
      case "Float" -> number(text).floatValue();
      case "Character" -> {
        if (text.length() != 1) {
          throw new IllegalArgumentException("must be one character");
        }
        yield text.charAt(0);
      }
      default -> {
        inLimits(BigDecimal.valueOf(text.length()), "must be a text of ", " characters");
        yield text;
      }
    };
  }

  private Class<?> scalarClass() {
    return switch (type) {
      case "Boolean" -> Boolean.class;
      case "Integer" -> Integer.class;
      case "Long" -> Long.class;
      case "Short" -> Short.class;
      case "Byte" -> Byte.class;
      case "Double" -> Double.class;
      case "Float" -> Float.class;
      case "Character" -> Character.class;
      default -> String.class;
    };
  }

  private BigDecimal whole(String text, long least, long greatest) {
    if (!text.matches("[-+]?[0-9]{1,19}")) {
      throw new IllegalArgumentException("must be a whole number" + limits(" "));
    }
    BigDecimal value = new BigDecimal(text);
    if (value.compareTo(BigDecimal.valueOf(least)) < 0
        || value.compareTo(BigDecimal.valueOf(greatest)) > 0) {
      throw new IllegalArgumentException(
          "must be a whole number"
              + (min.isPresent() || max.isPresent()
                  ? limits(" ")
                  : " from " + least + " to " + greatest));
    }
    return inLimits(value, "must be ", "");
  }

  private BigDecimal number(String text) {
    try {
      return inLimits(new BigDecimal(text), "must be ", "");
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a number" + limits(" "));
    }
  }

  private BigDecimal inLimits(BigDecimal value, String before, String after) {
    if ((min.isPresent() && value.compareTo(min.get()) < 0)
        || (max.isPresent() && value.compareTo(max.get()) > 0)) {
      throw new IllegalArgumentException(before + limits("").strip() + after);
    }
    return value;
  }

  private String limits(String before) {
    if (min.isPresent() && max.isPresent()) {
      return before + "from " + min.get().toPlainString() + " to " + max.get().toPlainString();
    }
    return min.map(least -> before + "at least " + least.toPlainString())
        .or(() -> max.map(greatest -> before + "at most " + greatest.toPlainString()))
        .orElse("");
  }
}
