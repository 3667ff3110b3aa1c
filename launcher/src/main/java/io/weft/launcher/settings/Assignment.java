package io.weft.launcher.settings;

/**
 * Somebody wants a setting to have a value.
 *
 * @param key as it was written
 * @param origin where, for messages: {@code conf/io.weft.network.cfg:3}, {@code WEFT_PORT}, {@code
 *     --port}
 * @param adds whether the value is one more of a list, beside those that were set elsewhere
 */
public record Assignment(String pid, String key, String value, String origin, boolean adds) {

  /** It takes the place of whatever was set before. */
  public Assignment(String pid, String key, String value, String origin) {
    this(pid, key, value, origin, false);
  }

  /** One more value of a list, as it is. */
  public static Assignment adding(String pid, String key, String value, String origin) {
    return new Assignment(pid, key, value, origin, true);
  }

  /** A setting of the node itself. */
  public static Assignment network(String key, String value, String origin) {
    return new Assignment(Catalog.NETWORK, key, value, origin);
  }
}
