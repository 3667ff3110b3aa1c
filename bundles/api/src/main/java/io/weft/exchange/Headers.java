package io.weft.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Small texts that travel with a request, for interceptors and handlers: a trace, a tenant, a
 * language. They are not secret and not proven: whoever makes a request writes what it likes.
 *
 * @param entries names, and what they say; sorted by name
 */
public record Headers(Map<String, String> entries) {

  /** None. */
  public static final Headers NONE = new Headers(Map.of());

  /** So many at most: each request carries them. */
  public static final int MAX_COUNT = 16;

  /** The longest name, in characters. */
  public static final int MAX_NAME_LENGTH = 64;

  /** The longest value, in bytes of UTF-8: twice what W3C Trace Context asks of a tracestate. */
  public static final int MAX_VALUE_BYTES = 1024;

  /** All names and values together, in bytes of UTF-8. */
  public static final int MAX_BYTES = 4096;

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]*");

  /**
   * @throws IllegalArgumentException if there are too many, or one is too long or not of its form;
   *     the message names it and the limit
   */
  public Headers {
    if (entries.size() > MAX_COUNT) {
      throw new IllegalArgumentException(
          entries.size() + " headers (limit " + MAX_COUNT + "): send what is more as parameters");
    }
    int bytes = 0;
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      bytes += check(entry.getKey(), entry.getValue());
    }
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "headers of "
              + bytes
              + " bytes together (limit "
              + MAX_BYTES
              + "): send what is more as parameters");
    }
    entries = entries.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(entries));
  }

  private static int check(String name, String value) {
    if (name.length() > MAX_NAME_LENGTH || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "header name \""
              + shown(name)
              + "\" (lower-case letters, digits, '.', '_' and '-', 1 to "
              + MAX_NAME_LENGTH
              + " characters)");
    }
    int bytes = value.getBytes(UTF_8).length;
    if (bytes > MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          "header " + name + " of " + bytes + " bytes (limit " + MAX_VALUE_BYTES + ")");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "header " + name + " has a control character: write one line of text");
    }
    return name.length() + bytes;
  }

  /** Names of strangers are shown in part, and without what is not text. */
  private static String shown(String name) {
    String start =
        name.length() > MAX_NAME_LENGTH ? name.substring(0, MAX_NAME_LENGTH) + "…" : name;
    return start.replaceAll("\\p{Cntrl}", "?");
  }

  /** What this one says; empty if it is not there. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  /**
   * These and one more, which takes the place of one with its name.
   *
   * @throws IllegalArgumentException as the constructor
   */
  public Headers with(String name, String value) {
    Map<String, String> more = new TreeMap<>(entries);
    more.put(name, value);
    return new Headers(more);
  }

  /**
   * These and all of the others that are not among them.
   *
   * @throws IllegalArgumentException as the constructor
   */
  public Headers withAll(Headers others) {
    if (entries.isEmpty() || others.entries.isEmpty()) {
      return entries.isEmpty() ? others : this;
    }
    Map<String, String> more = new TreeMap<>(others.entries);
    more.putAll(entries);
    return new Headers(more);
  }

  /** These without the one of this name. */
  public Headers without(String name) {
    if (!entries.containsKey(name)) {
      return this;
    }
    Map<String, String> fewer = new TreeMap<>(entries);
    fewer.remove(name);
    return new Headers(fewer);
  }
}
