package io.weft.node.events;

import com.google.protobuf.ByteString;
import io.weft.node.NodeId;
import io.weft.node.session.Session;
import io.weft.node.wire.RawNodeId;
import io.weft.transport.Frame;
import io.weft.v1.Acknowledgement;
import io.weft.v1.NodeMessage;
import java.time.Duration;

/** Tells publishers what became of their events, wherever they are. */
final class Desk implements Receipts.Desk {

  /** How long it may wait for a link; the publisher sends the event again otherwise. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What is said of a failure at most, in characters. */
  private static final int MAX_REASON = 1000;

  /** Where events of this process are waited for. */
  interface OwnEvents {
    void acknowledged(NodeId from, Receipt.Key key, boolean working, String failure);
  }

  private final NodeId self;
  private final EventPaths paths;
  private final OwnEvents own;

  Desk(NodeId self, EventPaths paths, OwnEvents own) {
    this.self = self;
    this.paths = paths;
    this.own = own;
  }

  @Override
  public void handled(Receipt.Key key) {
    tell(key, false, "");
  }

  @Override
  public void working(Receipt.Key key) {
    tell(key, true, "");
  }

  @Override
  public void failed(Receipt.Key key, String why) {
    tell(key, false, why.length() > MAX_REASON ? why.substring(0, MAX_REASON) : why);
  }

  private void tell(Receipt.Key key, boolean working, String failure) {
    if (key.publisher().equals(self)) {
      own.acknowledged(self, key, working, failure);
      return;
    }
    Session session = paths.towards(key.publisher());
    if (session == null) {
      return; // it comes again when the publisher is back
    }
    NodeMessage.Builder message =
        NodeMessage.newBuilder()
            .setAcknowledgement(
                Acknowledgement.newBuilder()
                    .setTopic(key.topic())
                    .setSequence(key.sequence())
                    .setApart(key.apart())
                    .setEpoch(key.epoch())
                    .setWorking(working)
                    .setFailure(failure));
    if (!session.peer().equals(key.publisher())) {
      message
          .setSource(ByteString.copyFrom(RawNodeId.of(self)))
          .setTarget(ByteString.copyFrom(RawNodeId.of(key.publisher())))
          .setHops(EventPaths.MAX_HOPS);
    }
    session.send(Frame.of(message.build().toByteArray()), System.nanoTime() + PATIENCE.toNanos());
  }
}
