package io.weft.node.mesh;

import com.google.protobuf.ByteString;
import io.weft.node.NodeId;
import io.weft.node.peers.Neighbourhood;
import io.weft.node.session.Session;
import io.weft.transport.Frame;
import io.weft.trust.Identity;
import io.weft.trust.Revocations;
import io.weft.v1.Discovery;
import io.weft.v1.NodeMessage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on who was put out of the network, and ends what there is with them: every node tells its
 * list to whomever it connects with, and to everyone when it has changed, so that the newest one
 * soon is everywhere. Safe on every thread.
 */
final class RevocationSpread {
  private static final Logger LOG = LoggerFactory.getLogger(RevocationSpread.class);

  /** Lists that wait to be looked at, the last of each peer: 16 MiB at most. */
  private static final int MAX_TOLD = 64;

  private final Map<NodeId, ByteString> told = new ConcurrentHashMap<>();
  private final NodeId self;
  private final Neighbourhood peers;
  private final Consumer<Runnable> background;
  private volatile @Nullable Revocations list;
  private volatile Identity.@Nullable Watch watch;

  /**
   * @param background runs what may block
   */
  RevocationSpread(NodeId self, Neighbourhood peers, Consumer<Runnable> background) {
    this.self = self;
    this.peers = peers;
    this.background = background;
  }

  void use(Revocations found) {
    list = found;
    watch = found.onChange(() -> background.accept(this::changed));
    background.accept(this::changed);
  }

  void leave(Revocations going) {
    Identity.Watch watching = watch;
    if (list == going && watching != null) {
      watching.close();
      list = null;
      watch = null;
    }
  }

  private void changed() {
    Revocations known = list;
    if (known == null || known.revoked().isEmpty()) {
      return;
    }
    peers.sessions().stream().filter(Session::connected).forEach(this::tell);
    for (NodeId out : known.revoked()) {
      if (out.equals(self)) {
        LOG.error("this node was put out of its network (weft revoke): nobody links with it now");
      } else {
        peers.expel(out);
      }
    }
  }

  /** Tells a peer the list, if there is one. */
  void tell(Session session) {
    Revocations known = list;
    byte[] signed = known == null ? new byte[0] : known.current();
    if (signed.length == 0) {
      return;
    }
    session.sendControl(
        Frame.of(
            NodeMessage.newBuilder()
                .setDiscovery(Discovery.newBuilder().setRevocations(ByteString.copyFrom(signed)))
                .build()
                .toByteArray()));
  }

  /** A peer has told its list. On a reader. */
  void heard(NodeId peer, ByteString signed) {
    if (list == null || signed.size() > Revocations.MAX_BYTES) {
      return;
    }
    boolean waits = told.size() < MAX_TOLD || told.containsKey(peer);
    if (waits && told.put(peer, signed) == null) {
      background.accept(() -> learn(peer));
    }
  }

  private void learn(NodeId peer) {
    ByteString signed = told.remove(peer);
    Revocations known = list;
    if (known != null && signed != null) {
      known.learn(signed.toByteArray());
    }
  }
}
