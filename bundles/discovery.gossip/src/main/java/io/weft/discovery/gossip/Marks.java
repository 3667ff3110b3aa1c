package io.weft.discovery.gossip;

import java.util.Collection;

/**
 * Who has answered the roll call: one bit for each member of the parts in which both sides know the
 * same members, in the order of their keys. Of other parts nothing is said; the digests will agree
 * before long.
 */
final class Marks {

  /** Of a message: 256 parts of some 40 members each are 2 KB, less when squeezed. */
  static final int MAX_BYTES = 16_384;

  /** Unsqueezed: a bit for each member, and what goes before the bits of a part. */
  private static final int MAX_RAW_BYTES = 8_192;

  /** Members of a part in the mean, at most: a part with a difference is said nothing of. */
  private static final int USUAL_PART = 64;

  static final byte[] NONE = new byte[0];

  private Marks() {}

  /** All marks of this roster. */
  static byte[] of(Roster roster) {
    int level = 0;
    while (level < Prefix.LEVELS - 1 && roster.size() >> (4 * level) > USUAL_PART) {
      level++;
    }
    Writing out = new Writing().u8(level);
    for (Prefix part : Prefix.level(level)) {
      write(out, roster, part);
    }
    return Squeeze.squeeze(out.done());
  }

  private static void write(Writing out, Roster roster, Prefix part) {
    out.u16(shortDigest(roster, part)).number(roster.count(part)).bytes(bits(roster.in(part)));
  }

  /**
   * Takes over the marks of somebody else.
   *
   * @return those that the other one lacks, to be taken over likewise; empty if there are none
   */
  static byte[] merge(byte[] marks, Roster roster) throws Garbled {
    Reading in = new Reading(Squeeze.unsqueeze(marks, MAX_RAW_BYTES), MAX_RAW_BYTES);
    int level = in.number("as a level", Prefix.LEVELS - 1);
    Writing answer = new Writing().u8(level);
    boolean lacking = false;
    for (Prefix part : Prefix.level(level)) {
      int digest = in.u16();
      int count = in.number("members of a part", Roster.MAX_MEMBERS);
      byte[] theirs = in.bytes((count + 7) / 8);
      boolean same = count == roster.count(part) && digest == shortDigest(roster, part);
      if (same && count > 0 && merge(theirs, roster.in(part))) {
        write(answer, roster, part);
        lacking = true;
      } else {
        answer.u16(0).number(0);
      }
    }
    return lacking ? Squeeze.squeeze(answer.done()) : NONE;
  }

  /** Whether some are marked here that are not marked there. */
  private static boolean merge(byte[] theirs, Collection<Member> ours) {
    boolean lacking = false;
    int at = 0;
    for (Member member : ours) {
      boolean marked = (theirs[at / 8] & (0x80 >>> (at % 8))) != 0;
      lacking |= member.present && !marked;
      member.present |= marked;
      at++;
    }
    return lacking;
  }

  private static byte[] bits(Collection<Member> members) {
    byte[] bits = new byte[(members.size() + 7) / 8];
    int at = 0;
    for (Member member : members) {
      if (member.present) {
        bits[at / 8] |= (byte) (0x80 >>> (at % 8));
      }
      at++;
    }
    return bits;
  }

  /** Parts that differ and agree in this are one of 65,536; then somebody stays an hour longer. */
  private static int shortDigest(Roster roster, Prefix part) {
    return (int) (roster.digest(part) >>> 48);
  }
}
