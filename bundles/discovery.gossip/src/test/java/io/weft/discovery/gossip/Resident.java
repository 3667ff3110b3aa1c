package io.weft.discovery.gossip;

import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** One node of a {@link GossipModel} with its record, which looks like a real one from outside. */
final class Resident {

  /**
   * What is the same in all records of a network, and what is each node's own: as with records of
   * real nodes, 964 bytes become 385 by another one's record (decision 021).
   */
  private static final int SAME_BYTES = 600;

  private static final int OWN_BYTES = 282;

  /** Changes with each renewal: a signature, a number and a time. */
  private static final int RENEWED_BYTES = 70;

  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final byte[] SAME = random(1, SAME_BYTES);

  private final GossipModel model;
  private final int number;
  private final boolean speaks;
  private final Set<Integer> links = new TreeSet<>();
  private Signed now;
  private boolean alive = true;

  /** A record and how it is signed. */
  @SuppressWarnings("ArrayRecordComponent")
  record Signed(NodeRecord record, byte[] bytes) {}

  Resident(GossipModel model, int number, boolean speaks) {
    this.model = model;
    this.number = number;
    this.speaks = speaks;
    Random random = new Random(number);
    StringBuilder id = new StringBuilder();
    for (int i = 1; i < NodeId.LENGTH; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    NodeId made = new NodeId(id.append('a').toString());
    model.numbers.put(made, number);
    now = signed(made, model.clock.millis());
  }

  private Signed signed(NodeId id, long sequence) {
    NodeRecord record =
        new NodeRecord(
            id,
            model.anyKey,
            "node" + number,
            "net",
            Set.of(),
            Map.of(),
            Set.of("demo/" + number % 7),
            List.of(URI.create("tcp://10.1.2.3:" + number)),
            sequence,
            model.clock.instant().plus(Duration.ofDays(6)));
    byte[] bytes =
        ByteBuffer.allocate(12 + SAME_BYTES + OWN_BYTES + RENEWED_BYTES)
            .putInt(number)
            .putLong(sequence)
            .put(SAME)
            .put(random(number, OWN_BYTES))
            .put(random(sequence ^ number, RENEWED_BYTES))
            .array();
    return new Signed(record, bytes);
  }

  private static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static int numberIn(byte[] signed) {
    return ByteBuffer.wrap(signed).getInt();
  }

  static long sequenceIn(byte[] signed) {
    return ByteBuffer.wrap(signed).getLong(4);
  }

  /** The record as it was with that number. */
  Signed signed(long sequence) {
    return sequence == now.record.sequence() ? now : signed(now.record.id(), sequence);
  }

  void renew() {
    now = signed(now.record.id(), Math.max(now.record.sequence() + 1, model.clock.millis()));
  }

  Signed now() {
    return now;
  }

  int number() {
    return number;
  }

  boolean speaks() {
    return speaks;
  }

  /** Speakers that it is linked with. */
  Set<Integer> links() {
    return links;
  }

  boolean alive() {
    return alive;
  }

  void die() {
    alive = false;
  }
}
