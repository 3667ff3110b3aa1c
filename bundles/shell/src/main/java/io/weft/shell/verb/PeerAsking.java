package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.peer.PeerException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** What verbs about peers ask of the node, and how its refusals read. */
final class PeerAsking {

  private PeerAsking() {}

  /**
   * Waits for it; dialling is bounded by the node.
   *
   * @throws Failure with what the node says
   */
  static <T> T await(CompletionStage<T> asked) throws InterruptedException {
    try {
      return asked.toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PeerException refused) {
        throw failure(refused);
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  static Failure failure(PeerException refused) {
    String what =
        switch (refused.reason()) {
          case UNREACHABLE -> "\ntrying again may help";
          case ANOTHER ->
              "\nif the node there was replaced on purpose: weft peers remove the old one first";
          case REFUSED, BAD_ADDRESS, NOT_KNOWN -> "";
        };
    boolean known = refused.reason() != PeerException.Reason.NOT_KNOWN;
    return new Failure(known ? Exit.FAILED : Exit.NOT_FOUND, refused.getMessage() + what);
  }

  /** Who must be there; empty text is anybody. */
  static Optional<NodeId> expected(String text) {
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(KeyText.node(text.strip()));
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
    }
  }

  /** A node that is known or remembered, by name, id, or the beginning of one; or a whole id. */
  static NodeId node(Mesh mesh, String text) {
    if (text.length() == NodeId.LENGTH) {
      try {
        return new NodeId(text);
      } catch (IllegalArgumentException e) {
        throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
      }
    }
    var remembered =
        mesh.peerBook().remembered().stream()
            .filter(peer -> peer.name().equals(text) || peer.id().text().startsWith(text))
            .toList();
    return !text.isEmpty() && remembered.size() == 1
        ? remembered.get(0).id()
        : new Names(mesh).find(text);
  }
}
