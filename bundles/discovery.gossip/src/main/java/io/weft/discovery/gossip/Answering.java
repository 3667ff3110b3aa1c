package io.weft.discovery.gossip;

import io.weft.discovery.Records;
import io.weft.node.NodeId;
import java.util.ArrayList;
import java.util.List;

/** What others are answered, within measure. Used by one thread. */
final class Answering {

  /** Members that are listed rather than digests of their parts: about as many bytes. */
  private static final int LISTED_AT_MOST = 16;

  /** Everything that a network of 10,000 says, squeezed: 4 MB, and as much for the way there. */
  static final long EVERYTHING_BYTES = 8L << 20;

  /** To squeeze a page takes a third of a millisecond: counted as if it were so many bytes more. */
  static final int SQUEEZING_BYTES = 1024;

  /** What all others together are answered, times what this node says of its own accord. */
  private static final int FOR_ALL = 16;

  private static final byte[] NO_DICTIONARY = new byte[0];

  private final Members members;
  private final Records records;
  private final Budget all;

  Answering(Members members, Records records, Gossip.Settings settings, long nowNanos) {
    this.members = members;
    this.records = records;
    this.all =
        new Budget(FOR_ALL * settings.bytesAMinute(), 2 * settings.newcomerBytes(), nowNanos);
  }

  /** How much one of the others is answered. */
  static Budget measure(Gossip.Settings settings, long nowNanos) {
    return new Budget(settings.bytesAMinute(), settings.newcomerBytes(), nowNanos);
  }

  /** Notes what an answer costs. */
  void pay(Partner partner, int bytes, long nowNanos) throws Busy {
    if (!partner.answers.has(bytes, nowNanos) || !all.take(bytes, nowNanos)) {
      throw new Busy("no more answers to " + partner.id.shortText() + " for a minute");
    }
    partner.answers.take(bytes, nowNanos);
  }

  /** This node's side of a conversation. */
  Chat chat(List<Item> news, byte[] marks) {
    Roster roster = members.roster();
    return new Chat(members.call().epoch(), roster.digest(Prefix.ROOT), roster.size(), news, marks);
  }

  /** Answers what was listened to before. */
  byte[] chat(Chat asked) throws Garbled {
    byte[] marks = Marks.NONE;
    if (asked.epoch() == members.call().epoch() && asked.marks().length > 0) {
      marks = Marks.merge(asked.marks(), members.roster());
    }
    boolean agree = asked.digest() == members.roster().digest(Prefix.ROOT);
    News news = members.news();
    return chat(agree ? news.tell(Chat.MAX_NEWS) : news.tellMore(Chat.MAX_NEWS), marks).encode();
  }

  byte[] to(NodeId caller, String action, byte[] body) throws Garbled {
    return switch (action) {
      case DigestAsk.ACTION -> digests(DigestAsk.decode(body));
      case PageAsk.ACTION -> page(caller, PageAsk.decode(body));
      default -> throw new Garbled("an action " + action);
    };
  }

  private byte[] digests(DigestAsk ask) {
    List<DigestAnswer.Part> parts = ask.parts().stream().map(this::part).toList();
    return new DigestAnswer(members.call().epoch(), parts).encode();
  }

  private DigestAnswer.Part part(Prefix part) {
    Roster roster = members.roster();
    if (part.isLast() || roster.count(part) <= LISTED_AT_MOST) {
      return new DigestAnswer.Listed(
          roster.in(part).stream().limit(DigestAnswer.MAX_LISTED).map(Member::item).toList());
    }
    List<Long> digests = new ArrayList<>();
    for (int number = 0; number < Prefix.WIDTH; number++) {
      digests.add(roster.digest(part.part(number)));
    }
    return new DigestAnswer.Hashes(digests);
  }

  private byte[] page(NodeId caller, PageAsk ask) {
    byte[] dictionary =
        records
            .find(caller)
            .map(Records.Known::signed)
            .filter(signed -> Squeeze.checksum(signed) == ask.dictionary())
            .orElse(NO_DICTIONARY);
    return new PageAnswer(members.call().epoch(), members.page(ask.keys())).encode(dictionary);
  }
}
