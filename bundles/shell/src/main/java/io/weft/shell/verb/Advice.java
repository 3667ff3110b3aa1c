package io.weft.shell.verb;

import io.weft.netif.InterfaceKind;
import io.weft.peer.Ban;
import io.weft.peer.LinkInfo;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo;
import io.weft.transport.Protection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One sentence on what to do about a peer. */
final class Advice {

  private Advice() {}

  /**
   * What to do, from how the peer is and what happened last.
   *
   * @param network this node's
   */
  static String on(PeerInfo peer, List<PeerEvent> history, String network) {
    if (!peer.network().isEmpty() && !peer.network().equals(network)) {
      return "It belongs to another network ("
          + peer.network()
          + ", this node to "
          + network
          + "): to bring it into this one, run weft invite here and the command it prints there.";
    }
    return switch (peer.state()) {
      case CONNECTED -> onConnected(peer);
      case GONE ->
          "It said goodbye or was silent for too long: it is found again when it starts again.";
      case LOST -> "The connection broke: " + onTries(peer, history);
      case CONNECTING -> "It is being dialled at the moment: ask again in a second.";
      case KNOWN -> "It is not connected: " + onTries(peer, history);
      case BANNED ->
          "It is banned: "
              + peer.standing().ban().map(Ban::reason).orElse("")
              + "; weft peers unban "
              + peer.id().shortText()
              + " lets it in again.";
    };
  }

  private static String onConnected(PeerInfo peer) {
    Optional<LinkInfo> used = Nodes.inUse(peer);
    if (used.isEmpty()) {
      return "It is connected, but no link is usable at the moment: a better one is being made.";
    }
    if (used.get().protection() == Protection.NONE) {
      return "It is connected without protection: set security_enabled to true on both sides.";
    }
    InterfaceKind kind = used.get().interfaceKind();
    String over = " over " + Nodes.via(used.get());
    return switch (kind) {
      case WIFI, CELLULAR ->
          "It is connected" + over + ": a cable would make it faster; traffic moves by itself.";
      case VIRTUAL, UNKNOWN ->
          "It is connected"
              + over
              + ": if there is a better path, check that both sides have an address on it.";
      default -> "It is connected" + over + ": nothing to do.";
    };
  }

  private static String onTries(PeerInfo peer, List<PeerEvent> history) {
    PeerEvent.Kind last = lastTry(history);
    if (lastDetail(history).contains("banned")) {
      return "it has banned this node, as weft peers unban there can change; its history says until"
          + " when.";
    }
    if (lastDetail(history).contains("enough company")) {
      return "it has enough company at the moment, and is asked again after a while. A request to it"
          + " connects all the same; weft peers add keeps it connected.";
    }
    if (last == PeerEvent.Kind.REFUSED) {
      return "one side does not admit the other. If it should be in this network, run weft invite"
          + " here and the command it prints there.";
    }
    if (peer.addresses().isEmpty()) {
      return "no address of it is known yet. Check that it listens on more than loopback and that"
          + " discovery reaches it.";
    }
    return switch (last) {
      case DIAL_FAILED ->
          "none of its addresses answered. Check that it runs, that both machines share a network,"
              + " and that no firewall blocks "
              + peer.addresses().get(0)
              + "; it is dialled again by itself.";
      case LINKED ->
          "it was reached, but the links did not last. It is dialled again by itself; if that stays"
              + " so, the log of both nodes says why.";
      default ->
          "nothing was tried yet. If that stays so, no transport for "
              + peer.addresses().get(0).getScheme()
              + " is active here (weft bundles).";
    };
  }

  private static String lastDetail(List<PeerEvent> history) {
    return history.isEmpty() ? "" : history.get(history.size() - 1).detail();
  }

  /** How the last try to reach it ended; {@code SEEN} if there was none. */
  private static PeerEvent.Kind lastTry(List<PeerEvent> history) {
    return history.stream()
        .map(PeerEvent::kind)
        .filter(
            Set.of(PeerEvent.Kind.REFUSED, PeerEvent.Kind.DIAL_FAILED, PeerEvent.Kind.LINKED)
                ::contains)
        .reduce(PeerEvent.Kind.SEEN, (earlier, later) -> later);
  }
}
