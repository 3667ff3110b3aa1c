package io.weft.files.desk;

import io.weft.files.live.Company;
import io.weft.files.live.LinkUse;
import io.weft.netif.InterfaceKind;
import io.weft.node.NodeId;
import io.weft.peer.LinkInfo;
import io.weft.peer.PeerInfo;
import io.weft.peer.Peers;
import java.time.Instant;
import java.util.List;

/** What the node knows of others. */
final class PeerCompany implements Company {

  private final Peers peers;

  PeerCompany(Peers peers) {
    this.peers = peers;
  }

  @Override
  public long session(NodeId node) {
    return peers
        .find(node)
        .filter(peer -> peer.state() == PeerInfo.State.CONNECTED)
        .map(peer -> Math.max(1, peer.connectedSince().orElse(Instant.EPOCH).toEpochMilli()))
        .orElse(0L);
  }

  @Override
  public boolean sameHost(NodeId node) {
    return infos(node).stream()
        .anyMatch(link -> link.inUse() && link.interfaceKind() == InterfaceKind.LOOPBACK);
  }

  @Override
  public List<LinkUse> links(NodeId node) {
    return infos(node).stream()
        .map(
            each ->
                new LinkUse(
                    new LinkUse.Which(each.local(), each.remote(), each.since()),
                    each.sentBytes() + each.receivedBytes()))
        .toList();
  }

  private List<LinkInfo> infos(NodeId node) {
    return peers.find(node).map(PeerInfo::links).orElse(List.of());
  }

  @Override
  public String name(NodeId node) {
    return peers
        .find(node)
        .map(PeerInfo::name)
        .filter(name -> !name.isEmpty())
        .orElse(node.shortText());
  }
}
