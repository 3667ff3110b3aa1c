package io.weft.transfer;

/**
 * How files are sent.
 *
 * @param sha256 whether the SHA-256 of the whole content is compared at the end, which both sides
 *     read for it once more
 * @param permissions whether the receiver sets the permissions of the files, where it can
 * @param maxBytesPerSecond how fast at most; 0 for no limit
 */
public record SendOptions(boolean sha256, boolean permissions, long maxBytesPerSecond) {

  /** No SHA-256, usual permissions, as fast as it goes. */
  public static final SendOptions DEFAULT = new SendOptions(false, false, 0);

  /**
   * @throws IllegalArgumentException if the limit is negative
   */
  public SendOptions {
    if (maxBytesPerSecond < 0) {
      throw new IllegalArgumentException(maxBytesPerSecond + " bytes a second (0 or more)");
    }
  }

  /** The same with or without a SHA-256. */
  public SendOptions withSha256(boolean value) {
    return new SendOptions(value, permissions, maxBytesPerSecond);
  }

  /** The same with or without permissions. */
  public SendOptions withPermissions(boolean value) {
    return new SendOptions(sha256, value, maxBytesPerSecond);
  }

  /** The same with this limit. */
  public SendOptions withMaxBytesPerSecond(long value) {
    return new SendOptions(sha256, permissions, value);
  }
}
