package io.weft.node.wire;

import io.weft.node.NodeId;
import java.nio.ByteBuffer;

/**
 * Who a relayed message is from and whom it is for. Its fields may stand before or after the rest
 * of the message, and the last value of a field counts, so that a frame is passed on as it is, with
 * another envelope behind it.
 */
public final class Envelope {

  /** How many nodes may relay a request one after the other; also ends what goes in circles. */
  public static final int MAX_HOPS = 8;

  private static final byte[] NOBODY = {};

  private final byte[] source;
  private final byte[] target;
  private final int hops;

  private Envelope(byte[] source, byte[] target, int hops) {
    this.source = source;
    this.target = target;
    this.hops = hops;
  }

  /** For the first node that relays: the source is who sends. */
  public static Envelope to(NodeId target) {
    return new Envelope(NOBODY, RawNodeId.of(target), MAX_HOPS);
  }

  /** For a further node. */
  public static Envelope relayed(byte[] source, byte[] target, int hops) {
    return new Envelope(source, target, hops);
  }

  /** In bytes. */
  public int size() {
    return (int) (Fields.bytesSize(source.length) + Fields.bytesSize(target.length)) + always(hops);
  }

  public void write(ByteBuffer to) {
    Fields.putBytes(to, Tags.SOURCE, source);
    Fields.putBytes(to, Tags.TARGET, target);
    // Also a zero: it takes the place of the one before.
    to.put((byte) Tags.HOPS);
    Varint.put(to, hops);
  }

  private static int always(int value) {
    return 1 + Varint.size(value);
  }

  /** A frame with another id, for the answer to a relayed request. */
  public static byte[] renumbered(ByteBuffer frame, long messageId) {
    ByteBuffer whole = ByteBuffer.allocate(frame.remaining() + 1 + Varint.size(messageId));
    whole.put(frame.duplicate());
    whole.put((byte) Tags.MESSAGE_ID);
    Varint.put(whole, messageId);
    return whole.array();
  }

  /** What is put behind a request that is passed on: its id there, and what is left of its time. */
  public static byte[] behind(long messageId, int deadlineMillis, Envelope envelope) {
    int options = Fields.varintSize(deadlineMillis);
    int request = (int) Fields.nestedSize(options);
    int size = 1 + Varint.size(messageId) + (int) Fields.nestedSize(request) + envelope.size();
    ByteBuffer to = ByteBuffer.allocate(size);
    to.put((byte) Tags.MESSAGE_ID);
    Varint.put(to, messageId);
    Fields.putNested(to, Tags.REQUEST, request);
    Fields.putNested(to, Tags.OPTIONS, options);
    Fields.putVarint(to, Tags.DEADLINE, deadlineMillis);
    envelope.write(to);
    return to.array();
  }
}
