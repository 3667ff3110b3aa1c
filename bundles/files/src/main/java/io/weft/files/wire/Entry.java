package io.weft.files.wire;

/**
 * One file or folder of a source.
 *
 * @param folder whether it is one
 * @param path below the source, with slashes; the first segment is the name of a root
 * @param size bytes; 0 for folders
 * @param modifiedMicros when it was changed last, microseconds since 1970
 * @param key tells files apart that have one name, one after the other; 0 if the system has none
 * @param mode permissions as of POSIX, nine bits; -1 if they are not known or not to be set
 */
public record Entry(
    boolean folder, String path, long size, long modifiedMicros, long key, int mode) {

  /** The largest file: 2^62 bytes, more than any system has. */
  static final long MAX_SIZE = 1L << 62;

  private static final int MODES = 0777;

  /** Bytes that the smallest one takes. */
  static final int LEAST = 1 + 1 + 1 + Long.BYTES + Long.BYTES + 1;

  static Entry read(ByteReader from) {
    return new Entry(
        from.octet(1) == 1,
        from.text(Locator.MAX_BYTES),
        from.number(MAX_SIZE),
        from.fixed(),
        from.fixed(),
        (int) from.number(MODES + 1) - 1);
  }

  void write(ByteWriter to) {
    to.octet(folder ? 1 : 0).text(path).number(size).fixed(modifiedMicros).fixed(key);
    to.number(mode + 1);
  }

  /** Adds what makes it the same file as before: all but its permissions. */
  public void identify(ByteWriter to) {
    to.octet(folder ? 1 : 0).text(path).number(size).fixed(modifiedMicros).fixed(key);
  }
}
