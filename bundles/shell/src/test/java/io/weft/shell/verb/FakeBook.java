package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.peer.KnownPeer;
import io.weft.peer.PeerBook;
import io.weft.peer.PeerException;
import io.weft.peer.PeerException.Reason;
import io.weft.peer.PeerInfo;
import java.net.URI;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A book that writes down what it is asked; everybody is at every address. */
public final class FakeBook implements PeerBook {
  public final List<String> asked = new ArrayList<>();
  public final List<KnownPeer> remembered = new ArrayList<>();
  public Optional<PeerException> refusal = Optional.empty();
  private final List<PeerInfo> peers;

  FakeBook(List<PeerInfo> peers) {
    this.peers = peers;
  }

  @Override
  public List<KnownPeer> remembered() {
    return List.copyOf(remembered);
  }

  @Override
  public CompletionStage<PeerInfo> add(URI address, Optional<NodeId> expected) {
    asked.add("add " + address + expected.map(id -> " " + id).orElse(""));
    return refusal
        .<CompletionStage<PeerInfo>>map(CompletableFuture::failedFuture)
        .orElseGet(() -> CompletableFuture.completedFuture(peers.get(0)));
  }

  @Override
  public CompletionStage<PeerInfo> connect(NodeId peer) {
    asked.add("connect " + peer);
    return CompletableFuture.completedFuture(peers.get(0));
  }

  @Override
  public void restore(List<KnownPeer> all) {
    remembered.addAll(all);
  }

  @Override
  public boolean remove(NodeId peer) {
    asked.add("remove " + peer);
    return peers.stream().anyMatch(each -> each.id().equals(peer));
  }

  @Override
  public void ban(NodeId peer, Optional<Duration> howLong, String reason) {
    asked.add("ban " + peer + " " + howLong + " " + reason);
  }

  @Override
  public boolean unban(NodeId peer) {
    asked.add("unban " + peer);
    return true;
  }

  @Override
  public void pin(NodeId peer, PublicKey key) {
    if (peers.stream().noneMatch(each -> each.id().equals(peer))) {
      throw new PeerException(Reason.NOT_KNOWN, "no peer " + peer.shortText() + " is known");
    }
    asked.add("pin " + peer + " " + key.getAlgorithm());
  }
}
