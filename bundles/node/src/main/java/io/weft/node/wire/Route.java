package io.weft.node.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.weft.exchange.ServiceDescription;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where a request goes: the path of a service, an action and perhaps which versions may answer,
 * encoded once for all requests to it.
 */
public final class Route {

  /** The longest range of versions, in bytes. */
  public static final int MAX_VERSIONS_BYTES = 100;

  /** Answers from this size on are large: they leave on the bulk lane (bytes). */
  private static final int LARGE_BYTES = 64 * 1024;

  private final String path;
  private final String action;
  private final byte[] pathUtf8;
  private final byte[] actionUtf8;
  private final byte[] fields;
  private final byte[] versions;
  private volatile int answerBytes;

  private Route(String path, String action, String versions) {
    this.path = path;
    this.action = action;
    this.versions = bounded("range of versions", versions, MAX_VERSIONS_BYTES);
    this.pathUtf8 = bounded("service path", path, ServiceDescription.MAX_PATH_LENGTH);
    this.actionUtf8 = bounded("action", action, ServiceDescription.MAX_ACTION_LENGTH);
    this.fields = encode(pathUtf8, actionUtf8);
  }

  /**
   * The route to this action of this service.
   *
   * @throws IllegalArgumentException if one of them is longer than a service's may be
   */
  public static Route of(String path, String action) {
    return new Route(path, action, "");
  }

  /**
   * The route to this action of the versions in this range.
   *
   * @param versions empty for the newest
   * @throws IllegalArgumentException if one of the three is too long
   */
  public static Route of(String path, String action, String versions) {
    return new Route(path, action, versions);
  }

  /** Of the service, such as {@code user/auth}. */
  public String path() {
    return path;
  }

  /** Such as {@code login}. */
  public String action() {
    return action;
  }

  byte[] pathUtf8() {
    return pathUtf8;
  }

  byte[] actionUtf8() {
    return actionUtf8;
  }

  /** Fields 1 and 2 of a request. Not to be changed. */
  byte[] fields() {
    return fields;
  }

  /** Which versions may answer; empty for the newest. Not to be changed. */
  byte[] versions() {
    return versions;
  }

  /**
   * How large the last answer was, in bytes; 0 if it was small, or there was none. Who asks for the
   * like again can choose a way for it.
   */
  public int answerBytes() {
    return answerBytes;
  }

  /** An answer has come. Small ones after small ones, which are most, write nothing. */
  public void answered(int bytes) {
    if (bytes >= LARGE_BYTES || answerBytes > 0) {
      answerBytes = bytes >= LARGE_BYTES ? bytes : 0;
    }
  }

  private static byte[] bounded(String what, String text, int limit) {
    byte[] utf8 = text.getBytes(UTF_8);
    if (utf8.length > limit) {
      throw new IllegalArgumentException(
          what + " of " + utf8.length + " bytes (limit " + limit + "): " + text);
    }
    return utf8;
  }

  private static byte[] encode(byte[] path, byte[] action) {
    long size = Fields.bytesSize(path.length) + Fields.bytesSize(action.length);
    ByteBuffer to = ByteBuffer.allocate((int) size);
    Fields.putBytes(to, Tags.SERVICE_PATH, path);
    Fields.putBytes(to, Tags.ACTION, action);
    return to.array();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Route
        && ((Route) other).path.equals(path)
        && ((Route) other).action.equals(action)
        && Arrays.equals(((Route) other).versions, versions);
  }

  @Override
  public int hashCode() {
    return 31 * path.hashCode() + action.hashCode();
  }

  @Override
  public String toString() {
    return path + " " + action;
  }
}
