package io.weft.files.desk;

import io.weft.node.NodeId;
import io.weft.peer.PeerInfo;
import io.weft.peer.Peers;
import io.weft.transfer.TransferException;
import io.weft.transfer.TransferException.Reason;
import java.util.List;

/** Finds nodes by what people call them. */
final class PeerNames implements Desk.Addressees {

  private final Peers peers;

  PeerNames(Peers peers) {
    this.peers = peers;
  }

  @Override
  public NodeId named(String name) {
    List<NodeId> found =
        peers.all().stream()
            .filter(peer -> peer.name().equals(name) || peer.id().text().equals(name))
            .map(PeerInfo::id)
            .toList();
    if (found.size() != 1) {
      throw new TransferException(
          Reason.NOT_FOUND,
          found.isEmpty()
              ? "no node is called " + name
              : found.size() + " nodes are called " + name + ": say which by its id");
    }
    return found.get(0);
  }

  @Override
  public List<NodeId> withRole(String role) {
    List<NodeId> found =
        peers.all().stream()
            .filter(peer -> peer.state() == PeerInfo.State.CONNECTED)
            .filter(peer -> peer.roles().contains(role))
            .map(PeerInfo::id)
            .toList();
    if (found.isEmpty()) {
      throw new TransferException(
          Reason.NOT_FOUND, "no node that is connected has the role " + role);
    }
    return found;
  }
}
