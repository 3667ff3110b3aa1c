package io.weft.files.wire;

/**
 * Action {@code manifest}: what is there, from some entry on.
 *
 * @param transfer id of the transfer, as its receiver calls it
 * @param locator where
 * @param snapshot of which page this is the next one; 0 for a new one
 * @param first number of the first entry that is wanted
 */
public record ManifestRequest(String transfer, Locator locator, long snapshot, int first) {

  /**
   * Reads one.
   *
   * @throws FormException if it is none
   */
  public static ManifestRequest read(byte[] message) {
    ByteReader from = Messages.begin(message);
    ManifestRequest read =
        new ManifestRequest(
            Messages.id(from),
            Locator.read(from),
            from.fixed(),
            (int) from.number(ManifestPage.MOST_ENTRIES));
    from.end();
    return read;
  }

  /** As bytes. */
  public byte[] write() {
    ByteWriter to = Messages.begin(64).text(transfer);
    locator.write(to);
    return to.fixed(snapshot).number(first).toBytes();
  }
}
