package io.weft.ucx;

import io.weft.transport.LinkProtocolException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Queue;

/**
 * Messages that UCX has handed over and no link has seen yet: they are copied while UCX shows them
 * and delivered when the worker is free for senders again. On the reader only.
 */
final class Arrivals implements Worker.Inbound {

  /** Buffers kept for use again: about what UCX hands over in one go. */
  private static final int MAX_SPARES = 64;

  private final Map<Long, LinkWire> links;
  private final Queue<Arrival> waiting = new ArrayDeque<>();
  private final Deque<ByteBuffer> spares = new ArrayDeque<>();

  private record Arrival(LinkWire wire, int number, ByteBuffer data) {}

  /**
   * @param links by their tokens; read at each message
   */
  Arrivals(Map<Long, LinkWire> links) {
    this.links = links;
  }

  @Override
  public void message(long token, int number, MemorySegment data) {
    LinkWire wire = links.get(token);
    if (wire == null || wire.isEnded()) {
      return; // of a link that is closed already, or by a stranger
    }
    if (data.byteSize() > Slot.DATA_BYTES) {
      wire.fail(
          new LinkProtocolException(
              "message of " + data.byteSize() + " bytes (limit " + Slot.DATA_BYTES + ")"));
      return;
    }
    ByteBuffer spare = spares.poll();
    ByteBuffer copy = spare == null ? ByteBuffer.allocateDirect(Slot.DATA_BYTES) : spare;
    copy.clear().limit((int) data.byteSize());
    MemorySegment.ofBuffer(copy).copyFrom(data);
    waiting.add(new Arrival(wire, number, copy));
  }

  /** Hands all to their links; whether there were any. */
  boolean deliver() {
    boolean any = false;
    for (Arrival next = waiting.poll(); next != null; next = waiting.poll()) {
      next.wire().received(next.number(), next.data());
      if (spares.size() < MAX_SPARES) {
        spares.push(next.data());
      }
      any = true;
    }
    return any;
  }
}
