package io.weft.transfer;

/**
 * How files are fetched.
 *
 * @param sha256 whether the SHA-256 of the whole content is compared at the end
 * @param permissions whether the permissions of the files are set, where that is possible
 * @param replace whether what has the name already is replaced; otherwise the new one is numbered
 * @param offset where in the file to begin, in bytes; for single files only
 * @param length bytes from there; 0 for all
 * @param maxBytesPerSecond how fast at most; 0 for no limit
 */
public record FetchOptions(
    boolean sha256,
    boolean permissions,
    boolean replace,
    long offset,
    long length,
    long maxBytesPerSecond) {

  /** All of it, as fast as it goes, under a name that is free. */
  public static final FetchOptions DEFAULT = new FetchOptions(false, false, false, 0, 0, 0);

  /**
   * @throws IllegalArgumentException if a number is negative
   */
  public FetchOptions {
    if (offset < 0 || length < 0 || maxBytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "offset "
              + offset
              + ", length "
              + length
              + ", "
              + maxBytesPerSecond
              + " bytes a second"
              + " (each 0 or more)");
    }
  }

  /** The same with or without a SHA-256. */
  public FetchOptions withSha256(boolean value) {
    return new FetchOptions(value, permissions, replace, offset, length, maxBytesPerSecond);
  }

  /** The same with or without permissions. */
  public FetchOptions withPermissions(boolean value) {
    return new FetchOptions(sha256, value, replace, offset, length, maxBytesPerSecond);
  }

  /** The same, replacing or not. */
  public FetchOptions withReplace(boolean value) {
    return new FetchOptions(sha256, permissions, value, offset, length, maxBytesPerSecond);
  }

  /** The same for a part of the file. */
  public FetchOptions withRange(long from, long bytes) {
    return new FetchOptions(sha256, permissions, replace, from, bytes, maxBytesPerSecond);
  }

  /** The same with this limit. */
  public FetchOptions withMaxBytesPerSecond(long value) {
    return new FetchOptions(sha256, permissions, replace, offset, length, value);
  }
}
