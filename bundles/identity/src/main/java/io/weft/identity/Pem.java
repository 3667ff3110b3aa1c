package io.weft.identity;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads and writes PEM (RFC 7468). Text around the blocks is ignored, as OpenSSL writes some. */
final class Pem {
  static final String PRIVATE_KEY = "PRIVATE KEY";
  static final String CERTIFICATE = "CERTIFICATE";

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** RFC 7468, section 2. */
  private static final int LINE_CHARS = 64;

  private Pem() {}

  /**
   * One block.
   *
   * @param label what stands after BEGIN
   * @param base64 what stands between the lines
   */
  record Block(String label, String base64) {

    /**
     * @throws IllegalArgumentException if it is not base64
     */
    byte[] bytes() {
      return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    }

    /** Keeps keys out of logs. */
    @Override
    public String toString() {
      return "Block[" + label + "]";
    }
  }

  /** All complete blocks in order; an incomplete one at the end is left out. */
  static List<Block> blocks(String text) {
    List<Block> blocks = new ArrayList<>();
    int begin = text.indexOf(BEGIN);
    while (begin >= 0) {
      int labelEnd = text.indexOf(DASHES, begin + BEGIN.length());
      if (labelEnd < 0) {
        break;
      }
      String label = text.substring(begin + BEGIN.length(), labelEnd);
      int bodyStart = labelEnd + DASHES.length();
      int end = text.indexOf(END + label + DASHES, bodyStart);
      if (end < 0) {
        break;
      }
      blocks.add(new Block(label, text.substring(bodyStart, end)));
      begin = text.indexOf(BEGIN, end);
    }
    return blocks;
  }

  static String text(String label, byte[] bytes) {
    String body = Base64.getMimeEncoder(LINE_CHARS, new byte[] {'\n'}).encodeToString(bytes);
    return BEGIN + label + DASHES + "\n" + body + "\n" + END + label + DASHES + "\n";
  }
}
