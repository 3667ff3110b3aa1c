package io.weft.discovery.gossip;

import java.util.ArrayList;
import java.util.List;

/**
 * Some of the records that were asked for.
 *
 * @param epoch which roll call {@link Signed#present} means
 */
record PageAnswer(int epoch, List<Signed> records) {

  /** Of a record: what the node takes at most. */
  static final int MAX_RECORD_BYTES = 4096;

  /** Bytes of all records of a page, before they are squeezed. */
  static final int MAX_RAW_BYTES = 60_000;

  /**
   * A record as its node signed it.
   *
   * @param index of its key in the question
   * @param present whether the node has answered the roll call
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Signed(int index, boolean present, byte[] bytes) {}

  PageAnswer {
    records = List.copyOf(records);
  }

  /**
   * @param dictionary that was offered for it
   */
  static PageAnswer decode(byte[] bytes, byte[] dictionary) throws Garbled {
    Reading in = new Reading(bytes, Writing.MAX_BYTES);
    in.version();
    int epoch = in.i32();
    boolean used = in.u8() == 1;
    byte[] raw = Squeeze.unsqueeze(in.rest(), used ? dictionary : new byte[0], MAX_RAW_BYTES);
    Reading page = new Reading(raw, MAX_RAW_BYTES);
    List<Signed> records = new ArrayList<>();
    while (page.more()) {
      if (records.size() == PageAsk.MAX_KEYS) {
        throw new Garbled("more than " + PageAsk.MAX_KEYS + " records");
      }
      int head = page.u8();
      byte[] record = page.bytes(page.number("bytes of a record", MAX_RECORD_BYTES));
      records.add(new Signed(head >>> 1, (head & 1) == 1, record));
    }
    return new PageAnswer(epoch, records);
  }

  /**
   * As many as fit, in their order.
   *
   * @param dictionary empty: none that both sides have
   */
  byte[] encode(byte[] dictionary) {
    Writing page = new Writing();
    for (Signed record : records) {
      if (page.size() + record.bytes().length + 4 > MAX_RAW_BYTES) {
        break;
      }
      page.u8(record.index() << 1 | (record.present() ? 1 : 0));
      page.number(record.bytes().length).bytes(record.bytes());
    }
    byte[] squeezed = Squeeze.squeeze(page.done(), dictionary);
    Writing out = new Writing().version().i32(epoch).u8(dictionary.length > 0 ? 1 : 0);
    return out.bytes(squeezed).done();
  }
}
