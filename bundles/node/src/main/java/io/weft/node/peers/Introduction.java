package io.weft.node.peers;

import io.weft.node.NodeId;
import io.weft.node.session.Session;
import io.weft.node.transports.Candidate;
import io.weft.node.transports.Candidates;
import io.weft.node.transports.Dialler;
import io.weft.node.transports.Transports;
import io.weft.peer.PeerException;
import io.weft.peer.PeerException.Reason;
import io.weft.transport.Lane;
import io.weft.transport.LinkRefusedException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Meets whoever is at an address that the user gave. Safe on every thread. */
public final class Introduction {
  private static final Logger LOG = LoggerFactory.getLogger(Introduction.class);

  private final Dialler dialler;
  private final Transports transports;
  private final Candidates candidates;

  public Introduction(Dialler dialler, Transports transports, Candidates candidates) {
    this.dialler = dialler;
    this.transports = transports;
    this.candidates = candidates;
  }

  /**
   * Dials; blocks.
   *
   * @param expected who must be there
   * @throws PeerException if there is no session afterwards; the message says why
   */
  Session with(URI address, Optional<NodeId> expected) {
    String scheme = address.getScheme();
    if (scheme == null || transports.forScheme(scheme).isEmpty()) {
      throw new PeerException(
          Reason.BAD_ADDRESS,
          address
              + (scheme == null ? " has no scheme" : ": no transport here takes " + scheme)
              + "; an address is such as tcp://192.168.1.7:7001");
    }
    ConcurrentLinkedQueue<IOException> failures = new ConcurrentLinkedQueue<>();
    List<Candidate> ways = candidates.of(List.of(address), true, true);
    return dialler
        .race(ways, expected, Lane.CONTROL, noting(failures))
        .orElseThrow(() -> failure(address, expected, failures.peek()));
  }

  private static Dialler.Attempts noting(ConcurrentLinkedQueue<IOException> failures) {
    return new Dialler.Attempts() {
      @Override
      public void dialling(Candidate way) {
        LOG.debug("dialling {}", way);
      }

      @Override
      public void failed(Candidate way, IOException cause) {
        failures.add(cause);
      }

      @Override
      public void linked(Candidate way) {
        LOG.debug("linked by {}", way);
      }

      @Override
      public void overtaken(Candidate way) {
        LOG.debug("not needed: {}", way);
      }
    };
  }

  private static PeerException failure(
      URI address, Optional<NodeId> expected, @Nullable IOException cause) {
    String why = cause == null ? "it did not answer in time" : String.valueOf(cause.getMessage());
    if (why.contains("this is the same node")) {
      return new PeerException(Reason.BAD_ADDRESS, address + " is an address of this node itself");
    }
    if (cause instanceof LinkRefusedException) {
      boolean another = expected.isPresent() && why.contains("another node");
      return new PeerException(
          another ? Reason.ANOTHER : Reason.REFUSED,
          address
              + ": "
              + why
              + (another ? "; it may be an attack, or the node there has been replaced" : ""));
    }
    if (cause != null && cause.getCause() instanceof IllegalArgumentException) {
      return new PeerException(Reason.BAD_ADDRESS, why); // the transport cannot read it
    }
    return new PeerException(Reason.UNREACHABLE, "nobody to link with at " + address + ": " + why);
  }
}
