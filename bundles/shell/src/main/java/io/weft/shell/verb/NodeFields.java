package io.weft.shell.verb;

import io.weft.node.NodeRecord;
import io.weft.peer.LinkInfo;
import io.weft.peer.PeerInfo;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Nodes as JSON: what {@code weft nodes} prints of each. */
final class NodeFields {
  private NodeFields() {}

  static Map<String, @Nullable Object> of(NodeRecord self, int services) {
    return Json.object(
        "id",
        self.id(),
        "name",
        self.name(),
        "self",
        true,
        "state",
        "self",
        "network",
        self.network(),
        "roles",
        new TreeSet<>(self.roles()),
        "capabilities",
        self.capabilities(),
        "addresses",
        self.addresses(),
        "roundTripMillis",
        null,
        "transport",
        null,
        "interface",
        null,
        "foundBy",
        List.of(),
        "services",
        services,
        "since",
        null,
        "lastSeen",
        null);
  }

  static Map<String, @Nullable Object> of(PeerInfo peer, int services) {
    Optional<LinkInfo> link = Nodes.inUse(peer);
    return Json.object(
        "id", peer.id(),
        "name", peer.name(),
        "self", false,
        "state", peer.state(),
        "network", peer.network(),
        "roles", new TreeSet<>(peer.roles()),
        "capabilities", peer.capabilities(),
        "addresses", peer.addresses(),
        "roundTripMillis", peer.roundTrip().map(Figures::millis),
        "transport", link.map(used -> used.remote().getScheme()),
        "interface", link.map(LinkInfo::interfaceKind),
        "foundBy", new TreeSet<>(peer.sources().keySet()),
        "services", services,
        "since", peer.connectedSince(),
        "lastSeen", peer.lastSeen());
  }
}
