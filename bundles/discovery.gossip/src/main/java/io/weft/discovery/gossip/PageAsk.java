package io.weft.discovery.gossip;

import java.util.ArrayList;
import java.util.List;

/**
 * Asks for records.
 *
 * @param dictionary checksum of the asker's own record, which the answer may be squeezed by
 * @param keys whose
 */
record PageAsk(int dictionary, List<Long> keys) {

  /** Action of the service. */
  static final String ACTION = "records";

  /** Records of one page: 60 of 1 KB fill it. */
  static final int MAX_KEYS = 60;

  PageAsk {
    keys = List.copyOf(keys);
  }

  static PageAsk decode(byte[] bytes) throws Garbled {
    Reading in = new Reading(bytes, Writing.MAX_BYTES);
    in.version();
    int dictionary = in.i32();
    int count = in.number("keys", MAX_KEYS);
    List<Long> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long key = in.i64();
      if (keys.contains(key)) {
        throw new Garbled("a key that is there twice");
      }
      keys.add(key);
    }
    return new PageAsk(dictionary, keys);
  }

  byte[] encode() {
    Writing out = new Writing().version().i32(dictionary).number(keys.size());
    keys.forEach(out::i64);
    return out.done();
  }
}
