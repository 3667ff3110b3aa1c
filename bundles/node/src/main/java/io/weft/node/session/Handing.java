package io.weft.node.session;

import io.weft.transport.Frame;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands frames to links. May block while a peer is slow. */
final class Handing {
  private Handing() {}

  /** Bytes of a frame, all of it. */
  static long size(Frame frame) {
    Optional<ByteBuffer> tail = frame.tail();
    return frame.size() + (tail.isPresent() ? (long) tail.get().remaining() : 0);
  }

  /** A frame that may wait: it has its bytes for itself. */
  static Frame lasting(Frame frame) {
    if (!frame.lendsTail()) {
      return frame;
    }
    ByteBuffer whole = ByteBuffer.allocate((int) size(frame));
    frame.writeTo(whole);
    frame.tail().ifPresent(tail -> whole.put(tail.duplicate()));
    return Frame.of(whole.array());
  }

  /** To the first that takes it; whether one has. */
  static boolean toFirst(SessionLink[] path, Frame frame, @Nullable PendingCall call) {
    for (SessionLink link : path) {
      if (to(link, frame, call)) {
        return true;
      }
    }
    return false;
  }

  /** To this one; whether it has taken it. */
  static boolean to(SessionLink link, Frame frame, @Nullable PendingCall call) {
    if (call == null) {
      return link.send(frame, false);
    }
    SessionLink before = call.carrier();
    call.carriedBy(link);
    boolean taken = link.send(frame, true);
    if (!taken) {
      call.carriedBy(before);
    }
    return taken;
  }
}
