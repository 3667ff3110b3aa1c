package io.weft.channel;

import java.util.Locale;

/**
 * Checks settings as the page describes them, for those who set them past the page.
 *
 * @param pid where the settings are, for the message
 */
public record SettingsPage(String pid) {

  /**
   * A number within its range.
   *
   * @throws IllegalArgumentException if it is not
   */
  public void within(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + " of " + pid + " is " + value + "; it must be " + min + " to " + max);
    }
  }

  /**
   * A choice by its name, in any case of letters.
   *
   * @throws IllegalArgumentException if there is no such choice
   */
  public <E extends Enum<E>> E choice(String key, Class<E> type, String value) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(value.strip())) {
        return constant;
      }
    }
    StringBuilder choices = new StringBuilder();
    for (E constant : type.getEnumConstants()) {
      choices
          .append(choices.isEmpty() ? "" : ", ")
          .append(constant.name().toLowerCase(Locale.ROOT));
    }
    throw new IllegalArgumentException(
        key + " of " + pid + " is \"" + value + "\"; it must be one of " + choices);
  }
}
