package io.weft.launcher.settings;

/**
 * Somebody wants a setting to have a value.
 *
 * @param key as it was written
 * @param origin where, for messages: {@code conf/io.weft.network.cfg:3}, {@code WEFT_PORT}, {@code
 *     --port}
 */
public record Assignment(String pid, String key, String value, String origin) {

  /** A setting of the node itself. */
  public static Assignment network(String key, String value, String origin) {
    return new Assignment(Catalog.NETWORK, key, value, origin);
  }
}
