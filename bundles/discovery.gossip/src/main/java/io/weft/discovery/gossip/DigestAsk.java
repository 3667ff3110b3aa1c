package io.weft.discovery.gossip;

import java.util.ArrayList;
import java.util.List;

/**
 * Asks what is in some parts.
 *
 * @param parts which
 */
record DigestAsk(List<Prefix> parts) {

  /** Action of the service. */
  static final String ACTION = "digests";

  /** Parts of one message: 16 lists of some 40 members each are 10 KB. */
  static final int MAX_PARTS = 16;

  DigestAsk {
    parts = List.copyOf(parts);
  }

  static DigestAsk decode(byte[] bytes) throws Garbled {
    Reading in = new Reading(bytes, Writing.MAX_BYTES);
    in.version();
    int count = in.number("parts", MAX_PARTS);
    List<Prefix> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(Prefix.read(in));
    }
    return new DigestAsk(parts);
  }

  byte[] encode() {
    Writing out = new Writing().version().number(parts.size());
    parts.forEach(part -> part.write(out));
    return out.done();
  }
}
