package io.weft.ucx;

import io.weft.node.NodeId;
import io.weft.transport.DeliversFrames;
import io.weft.transport.Frame;
import io.weft.transport.Link;
import io.weft.transport.Protection;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A link as the node sees it; {@link LinkWire} is its other half. */
final class UcxLink implements Link {

  private final LinkWire wire;
  private final int maxFrameBytes;
  private final Optional<NodeId> peer;
  private final Protection protection;
  private final URI local;
  private final URI remote;

  UcxLink(
      LinkWire wire,
      int maxFrameBytes,
      Optional<NodeId> peer,
      Protection protection,
      URI local,
      URI remote) {
    this.wire = wire;
    this.maxFrameBytes = maxFrameBytes;
    this.peer = peer;
    this.protection = protection;
    this.local = local;
    this.remote = remote;
  }

  @Override
  public void send(Frame frame) throws IOException {
    int size = frame.size();
    ByteBuffer tail = frame.tail().orElse(null);
    long total = (long) size + (tail == null ? 0 : tail.remaining());
    if (total > maxFrameBytes) {
      throw new IllegalArgumentException(
          "frame of " + total + " bytes (limit " + maxFrameBytes + ") to " + remote);
    }
    if (size < 1) {
      throw new IllegalArgumentException(
          "frame of " + size + " bytes to " + remote + "; it must have at least one of its own");
    }
    if (!wire.outgoing()
        .add(frame, size, tail, !(Thread.currentThread() instanceof DeliversFrames))) {
      String reason =
          remote + " does not read what was sent to it; the link is closed, the frame was not sent";
      wire.fail(new IOException(reason));
      throw new IOException(reason);
    }
    wire.sent();
  }

  @Override
  public Optional<NodeId> peer() {
    return peer;
  }

  @Override
  public Protection protection() {
    return protection;
  }

  @Override
  public URI local() {
    return local;
  }

  @Override
  public URI remote() {
    return remote;
  }

  @Override
  public void close() {
    wire.finish();
  }

  @Override
  public String toString() {
    return "UcxLink[" + local + " to " + remote + "]";
  }
}
