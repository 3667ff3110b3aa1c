package io.weft.node.session;

import io.weft.exchange.Compression;
import io.weft.netif.InterfaceKind;
import io.weft.node.packing.Compressions;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.WireException;
import io.weft.transport.Frame;
import io.weft.transport.Link;
import io.weft.v1.Hello;
import io.weft.v1.NodeMessage;
import io.weft.v1.Unpacks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how frames of one link are packed. Both ends may change what they can undo at any
 * time: who packs has a gate, and says so when the last frame of the way before has left. Safe on
 * every thread.
 */
final class LinkPacking {

  /** From this minor version on a node knows packed frames. */
  private static final int SINCE_MINOR = 3;

  /** What a thread that delivers frames packs at most: it has no time for more (bytes). */
  private static final int MOST_ON_READER = 1 << 20;

  /** Ways that a peer may name; there are two. */
  private static final int MOST_METHODS = 16;

  /** What is packed with, and who is at it. */
  private static final class Agreed {
    final Compression method;
    final Gate gate = new Gate();
    final CompletableFuture<Void> over = new CompletableFuture<>();

    Agreed(Compression method) {
      this.method = method;
    }

    void leave() {
      if (gate.leave()) {
        over.complete(null);
      }
    }

    void shut() {
      if (gate.shut()) {
        over.complete(null);
      }
    }
  }

  private final SessionHost host;
  private final Consumer<NodeMessage> say;
  private final ReentrantLock changing = new ReentrantLock();
  private List<String> peerUnpacks = List.of();
  private CompletableFuture<Void> settled = CompletableFuture.completedFuture(null);
  private long revision;
  private volatile boolean peerKnows;
  private volatile List<String> said = List.of();
  private volatile @Nullable Agreed agreed;

  /**
   * @param say sends what this end says about packing
   */
  LinkPacking(SessionHost host, Consumer<NodeMessage> say) {
    this.host = host;
    this.say = say;
  }

  // ---- out

  /**
   * Sends a frame, packed if that was agreed and pays.
   *
   * @return the bytes that were sent
   */
  long send(Link link, Frame frame, Medium over) throws IOException {
    Agreed now = agreed;
    int size = wholeSize(frame);
    if (now != null && isWorth(size, over) && now.gate.enter()) {
      try {
        Frame packed = host.compressions().pack(now.method, frame, size);
        long left = wholeSize(packed);
        link.send(packed);
        return left;
      } finally {
        now.leave();
      }
    }
    link.send(frame);
    return size;
  }

  private boolean isWorth(int size, Medium over) {
    boolean withinMachine = over.kind() == InterfaceKind.LOOPBACK;
    return host.compressions().wants(size, withinMachine, over.speedMbps())
        && (size <= MOST_ON_READER || !ReaderThread.isCurrent());
  }

  private static int wholeSize(Frame frame) {
    return frame.size() + frame.tail().map(ByteBuffer::remaining).orElse(0);
  }

  // ---- in

  /** Undoes a packed frame that this reader has just read, and reads what was in it. */
  void unpack(MessageReader reader, ByteBuffer view, int limit, Compressions.Unpacked taker)
      throws WireException {
    host.compressions()
        .unpack(
            reader,
            view,
            limit,
            whole -> {
              reader.read(whole);
              taker.take(whole);
            });
  }

  /** This end says hello: what it can undo may be another thing by the time the link has joined. */
  Hello said(Hello hello) {
    said = List.copyOf(hello.getUnpacksList());
    return hello;
  }

  /** The session has it: from now on it hears of changes. */
  void joined() {
    if (peerKnows && !said.equals(host.compressions().unpacks())) {
      changed();
    }
  }

  /** The peer says hello. */
  void greeted(Hello hello) {
    peerKnows = hello.getMinor() >= SINCE_MINOR;
    if (hello.getUnpacksCount() > 0) {
      choose(some(hello.getUnpacksList()));
    }
  }

  private static List<String> some(List<String> named) {
    return named.stream().limit(MOST_METHODS).toList();
  }

  /** The peer can undo something else than before, or packs no more as this end cannot undo it. */
  void told(Unpacks what) {
    if (!what.getSettled()) {
      choose(some(what.getMethodsList()))
          .thenRun(
              () ->
                  say.accept(
                      NodeMessage.newBuilder()
                          .setUnpacks(
                              Unpacks.newBuilder().setRevision(what.getRevision()).setSettled(true))
                          .build()));
      return;
    }
    CompletableFuture<Void> waiting = null;
    changing.lock();
    try {
      waiting = what.getRevision() == revision ? settled : null;
    } finally {
      changing.unlock();
    }
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  // ---- changes

  /**
   * This end can undo, or pack with, something else than before.
   *
   * @return completes when neither end packs in a way that is gone
   */
  CompletableFuture<Void> changed() {
    List<String> known;
    changing.lock();
    try {
      known = peerUnpacks;
    } finally {
      changing.unlock();
    }
    CompletableFuture<Void> own = choose(known);
    return peerKnows ? CompletableFuture.allOf(own, tell()) : own;
  }

  private CompletableFuture<Void> tell() {
    CompletableFuture<Void> answered = new CompletableFuture<>();
    Unpacks.Builder what = Unpacks.newBuilder().addAllMethods(host.compressions().unpacks());
    changing.lock();
    try {
      settled = answered;
      what.setRevision(++revision);
    } finally {
      changing.unlock();
    }
    say.accept(NodeMessage.newBuilder().setUnpacks(what).build());
    return answered;
  }

  /** Completes when nobody packs in the way before any more. */
  private CompletableFuture<Void> choose(List<String> unpacks) {
    Agreed before;
    changing.lock();
    try {
      peerUnpacks = unpacks;
      before = agreed;
      agreed = host.compressions().choose(unpacks).map(Agreed::new).orElse(null);
    } finally {
      changing.unlock();
    }
    if (before == null) {
      return CompletableFuture.completedFuture(null);
    }
    before.shut();
    return before.over;
  }
}
