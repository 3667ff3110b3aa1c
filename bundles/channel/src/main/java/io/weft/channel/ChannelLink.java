package io.weft.channel;

import io.weft.node.NodeId;
import io.weft.transport.Frame;
import io.weft.transport.Link;
import io.weft.transport.Protection;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** A link as the node sees it; {@link LinkHandler} is its other half, on the event loop. */
public final class ChannelLink implements Link {

  private final LinkHandler handler;
  private final SendQueue queue;
  private final int maxFrameBytes;
  private final Optional<PeerProven> peer;
  private final URI local;
  private final URI remote;

  ChannelLink(
      LinkHandler handler,
      SendQueue queue,
      int maxFrameBytes,
      Optional<PeerProven> peer,
      URI local,
      URI remote) {
    this.handler = handler;
    this.queue = queue;
    this.maxFrameBytes = maxFrameBytes;
    this.peer = peer;
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
    if (!queue.add(frame, size, tail)) {
      String reason =
          remote + " does not read what was sent to it; the link is closed, the frame was not sent";
      handler.abandon(reason);
      throw new IOException(reason);
    }
  }

  @Override
  public Optional<NodeId> peer() {
    return peer.map(PeerProven::peer);
  }

  @Override
  public Protection protection() {
    return peer.map(PeerProven::protection).orElse(Protection.NONE);
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
  public void rest(Duration howLong) {
    handler.rest(howLong);
  }

  @Override
  public Optional<Runnable> holdFrame() {
    return handler.holdFrame();
  }

  @Override
  public void close() {
    handler.finish();
  }

  @Override
  public String toString() {
    return "Link[" + local + " to " + remote + "]";
  }
}
