package io.weft.node.events;

import io.weft.node.events.Plan.Hop;
import io.weft.node.session.Session;
import io.weft.node.wire.EventHead;
import io.weft.transport.Frame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the frames of events, each once over a way. Safe on every thread. */
final class Departures {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  /** Data from this size on is sent by reference. */
  private static final int TAIL_FROM_BYTES = 16 * 1024;

  /** How long an event may wait for a link to come back. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final AtomicLong lost = new AtomicLong();

  /** Sends an event that is the sender's own on these ways. */
  void send(EventHead head, byte[] data, List<Hop> hops) {
    Frame direct = null;
    for (int i = 0; i < hops.size(); i++) {
      Hop hop = hops.get(i);
      Frame frame;
      if (hop.targets().length == 0) {
        direct = direct == null ? new EventFrame(head, data) : direct;
        frame = direct;
      } else {
        frame = new EventFrame(head.to(hop.targets(), EventPaths.MAX_HOPS), data);
      }
      send(frame, head, hop.session());
    }
  }

  /** Sends an event as its head says. */
  void send(EventHead head, byte[] data, Session to) {
    send(new EventFrame(head, data), head, to);
  }

  private void send(Frame frame, EventHead head, Session to) {
    Session.Refusal refusal = to.sendInOrder(frame, PATIENCE);
    if (refusal != Session.Refusal.NONE && Long.bitCount(lost.incrementAndGet()) == 1) {
      LOG.warn(
          "an event of {} with {} bytes did not go to {}: {} ({} so far)",
          head,
          frame.size(),
          to.peer().shortText(),
          refusal,
          lost.get());
    }
  }

  /** The frame of an event. Its size is asked for at each step of the way out. */
  private static final class EventFrame implements Frame {
    private final EventHead head;
    private final byte[] data;
    private final int size;

    EventFrame(EventHead head, byte[] data) {
      this.head = head;
      this.data = data;
      int whole = head.size(data.length);
      this.size = hasTail() ? whole - data.length : whole;
    }

    private boolean hasTail() {
      return data.length >= TAIL_FROM_BYTES;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
      head.write(buffer, data.length);
      if (!hasTail()) {
        buffer.put(data);
      }
    }

    @Override
    public Optional<ByteBuffer> tail() {
      return hasTail() ? Optional.of(ByteBuffer.wrap(data)) : Optional.empty();
    }
  }
}
