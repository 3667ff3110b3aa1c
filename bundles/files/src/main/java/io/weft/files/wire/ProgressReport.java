package io.weft.files.wire;

/**
 * The answer to {@code progress}: how far a transfer is at the side that is asked.
 *
 * @param bytesDone that are there, or were read
 * @param bytesTotal of all; 0 until that is known
 * @param files how many; 0 until that is known
 * @param bytesPerSecond over the last seconds
 */
public record ProgressReport(long bytesDone, long bytesTotal, long files, long bytesPerSecond) {

  /** The question: which transfer. */
  public static byte[] question(String transfer) {
    return Messages.begin(16).text(transfer).toBytes();
  }

  /**
   * Reads the question.
   *
   * @return the id of the transfer
   * @throws FormException if it is none
   */
  public static String asked(byte[] message) {
    ByteReader from = Messages.begin(message);
    String id = Messages.id(from);
    from.end();
    return id;
  }

  /**
   * Reads one.
   *
   * @throws FormException if it is none
   */
  public static ProgressReport read(byte[] message) {
    ByteReader from = Messages.begin(message);
    ProgressReport read =
        new ProgressReport(
            from.number(Entry.MAX_SIZE),
            from.number(Entry.MAX_SIZE),
            from.number(Entry.MAX_SIZE),
            from.number(Entry.MAX_SIZE));
    from.end();
    return read;
  }

  /** As bytes. */
  public byte[] write() {
    return Messages.begin(40)
        .number(bytesDone)
        .number(bytesTotal)
        .number(files)
        .number(bytesPerSecond)
        .toBytes();
  }
}
