package io.weft.discovery.gossip;

import java.util.ArrayList;
import java.util.List;

/**
 * What two nodes say to each other every few seconds; asked and answered in the same form.
 *
 * @param epoch number of the newest roll call
 * @param digest of all members and their sequence numbers
 * @param members how many there are
 * @param news what is new; newest first
 * @param marks who has answered the roll call, see {@link Marks}; empty: nothing to say of it
 */
@SuppressWarnings("ArrayRecordComponent")
record Chat(int epoch, long digest, int members, List<Item> news, byte[] marks) {

  /** Action of the service. */
  static final String ACTION = "chat";

  /** Items of one message: about 8 KB; the rest waits for the next. */
  static final int MAX_NEWS = 512;

  Chat {
    news = List.copyOf(news);
  }

  static Chat decode(byte[] bytes) throws Garbled {
    Reading in = new Reading(bytes, Writing.MAX_BYTES);
    in.version();
    int epoch = in.i32();
    long digest = in.i64();
    int members = in.number("members", Roster.MAX_MEMBERS);
    int count = in.number("news", MAX_NEWS);
    List<Item> news = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      news.add(Item.read(in));
    }
    byte[] marks = in.bytes(in.number("bytes of marks", Marks.MAX_BYTES));
    return new Chat(epoch, digest, members, news, marks); // what follows is of a later version
  }

  byte[] encode() {
    Writing out = new Writing().version().i32(epoch).i64(digest).number(members);
    out.number(news.size());
    news.forEach(item -> item.write(out));
    return out.number(marks.length).bytes(marks).done();
  }
}
