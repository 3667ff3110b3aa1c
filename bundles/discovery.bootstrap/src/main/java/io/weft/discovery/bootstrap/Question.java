package io.weft.discovery.bootstrap;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What one node asks another: records that it does not have, and whether others are still there.
 *
 * @param wanted records at most
 * @param has what it has
 * @param checked keys of records that it would like to hear of again
 */
record Question(int wanted, Bits has, List<Long> checked) {

  /** Records asked after at once. */
  static final int MAX_CHECKED = 256;

  /** Of the largest question. */
  static final int MAX_BYTES = 16 + Bits.MAX_BYTES + MAX_CHECKED * Long.BYTES + 16;

  private static final int VERSION = 1;

  Question {
    checked = List.copyOf(checked);
  }

  byte[] encode() {
    Form form = new Form();
    form.number(VERSION).number(wanted).bits64(has.salt()).number(has.hashes());
    form.block(has.bytes()).number(checked.size());
    checked.forEach(form::bits64);
    return form.bytes();
  }

  /**
   * @throws IllegalArgumentException if this is no question; the message says why
   */
  static Question decode(byte[] bytes) {
    ByteBuffer in = Form.open(bytes, MAX_BYTES, VERSION);
    int wanted = Form.number(in, Answer.MAX_RECORDS, "records wanted");
    long salt = Form.bits64(in);
    int hashes = Form.number(in, Bits.MAX_HASHES, "hashes");
    byte[] filter = Form.block(in, Bits.MAX_BYTES, "bytes of a filter");
    if ((hashes == 0) != (filter.length == 0)) {
      throw new IllegalArgumentException(hashes + " hashes in " + filter.length + " bytes");
    }
    int count = Form.number(in, MAX_CHECKED, "records to check");
    List<Long> checked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      checked.add(Form.bits64(in));
    }
    Form.close(in);
    return new Question(wanted, new Bits(salt, hashes, filter), checked);
  }
}
