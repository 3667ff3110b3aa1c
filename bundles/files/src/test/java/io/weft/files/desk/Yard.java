package io.weft.files.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Lent;
import io.weft.exchange.RequestException;
import io.weft.files.live.Company;
import io.weft.files.live.LinkUse;
import io.weft.files.live.Notices;
import io.weft.files.receive.Disk;
import io.weft.files.receive.Landings;
import io.weft.files.receive.Surroundings;
import io.weft.files.receive.Surroundings.Limits;
import io.weft.files.receive.Throttle;
import io.weft.files.receive.Turns;
import io.weft.files.send.Serving;
import io.weft.files.send.SharedFolders;
import io.weft.files.wire.Chunk;
import io.weft.files.wire.ChunkRequest;
import io.weft.files.wire.Messages;
import io.weft.files.wire.Spares;
import io.weft.node.NodeId;
import io.weft.testkit.Eventually;
import io.weft.transfer.Transfer;
import io.weft.transfer.TransferPolicy;
import io.weft.transfer.TransferPolicy.Decision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Nodes of one process that send each other files; a test cuts and taps the lines. */
final class Yard implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(20);
  static final int CHUNK = 64 * 1024;

  /** Sees each answer on its way, and may change it, or throw. */
  @FunctionalInterface
  interface Tap {
    byte[] passes(NodeId from, String action, byte[] asked, byte[] answer);
  }

  /** One node; a new one of the same name goes on where the former was. */
  final class Place {
    final NodeId id;
    final Path folder;
    final Path received;
    final Desk desk;
    final FilesHandler handler;
    final Turns turns;
    final long session = sessions.incrementAndGet();

    Place(String name, Disk disk, Limits limits, int running) {
      this.id = Yard.id(name);
      this.folder = folder(name);
      this.received = folder.resolve("received");
      this.turns = new Turns(running, threads);
      AtomicReference<Desk> offered = new AtomicReference<>();
      Workshop shop =
          new Workshop(
              new Surroundings(
                  (peer, action, message, patience) -> ask(id, peer, action, message, patience),
                  company(id),
                  disk,
                  turns,
                  threads,
                  threads,
                  clockwork,
                  System::nanoTime,
                  new Throttle(0, System::nanoTime),
                  limits,
                  spares),
              new Serving(
                  (transfer, asker) -> offered.get().origin(transfer, asker),
                  () -> SharedFolders.of("shared=" + folder("shared/" + name)),
                  spares),
              book(folder),
              new Notices(threads),
              new Landings());
      desk =
          new Desk(
              shop,
              new Desk.Addressees() {
                @Override
                public NodeId named(String node) {
                  return Yard.id(node);
                }

                @Override
                public List<NodeId> withRole(String role) {
                  return List.of(Yard.id(role));
                }
              });
      offered.set(desk);
      handler =
          new FilesHandler(
              desk,
              shop,
              new FilesHandler.Reception(this::policy, received, path -> free(disk), 4096),
              threads);
      try {
        desk.restore();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      places.put(id, this);
    }

    private TransferPolicy policy() {
      TransferPolicy all = policy;
      TransferPolicy usual = all != null ? all : offer -> new Decision.Accept(received, false);
      return policies.getOrDefault(id, usual);
    }

    /** Stops it, without a word to the others. */
    void stop() {
      places.remove(id);
      desk.stop();
    }

    private Path folder(String name) {
      try {
        return Files.createDirectories(root.resolve(name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  final Path root;
  private final Spares spares = new Spares();
  final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  volatile Tap tap = (from, action, question, answer) -> answer;
  final Map<NodeId, TransferPolicy> policies = new ConcurrentHashMap<>();
  final AtomicInteger lies = new AtomicInteger();

  /** Of all who have none of their own. */
  volatile @Nullable TransferPolicy policy;

  /** Passes on something else than it has. */
  volatile @Nullable NodeId liar;

  volatile boolean sameHost = true;
  private final AtomicLong sessions = new AtomicLong();
  private final Map<NodeId, Place> places = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService clockwork = Executors.newScheduledThreadPool(1);

  Yard(Path root) {
    this.root = root;
    clockwork.scheduleWithFixedDelay(
        () -> places.values().forEach(each -> each.desk.look()), 20, 20, TimeUnit.MILLISECONDS);
  }

  static Limits limits() {
    return new Limits(CHUNK, 8L * CHUNK, Duration.ofMillis(400), Duration.ofMinutes(1), true);
  }

  Place place(String name) {
    return place(name, Disk.SYSTEM, limits());
  }

  Place place(String name, Disk disk, Limits limits) {
    return new Place(name, disk, limits, 4);
  }

  static NodeId id(String name) {
    return new NodeId(name.substring(0, 1).repeat(NodeId.LENGTH - 1) + "a");
  }

  private static long free(Disk disk) {
    try {
      return disk.freeBytes(Path.of("/"));
    } catch (IOException e) {
      return -1;
    }
  }

  private static Book book(Path folder) {
    try {
      return new Book(folder.resolve("transfers"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Company company(NodeId self) {
    return new Company() {
      @Override
      public long session(NodeId node) {
        Place there = places.get(node);
        return there == null || !places.containsKey(self) ? 0 : there.session;
      }

      @Override
      public boolean sameHost(NodeId node) {
        return sameHost;
      }

      @Override
      public List<LinkUse> links(NodeId node) {
        return List.of();
      }

      @Override
      public String name(NodeId node) {
        return node.shortText();
      }
    };
  }

  private CompletableFuture<byte[]> ask(
      NodeId from, NodeId to, String action, byte[] message, Duration patience) {
    CompletableFuture<byte[]> answer =
        CompletableFuture.supplyAsync(() -> answer(from, to, action, message), threads);
    return answer
        .completeOnTimeout(new byte[0], patience.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(
            bytes -> {
              if (bytes.length == 0 && !action.equals("close")) {
                throw lost(RequestException.Reason.DEADLINE);
              }
              return bytes;
            });
  }

  private byte[] answer(NodeId from, NodeId to, String action, byte[] message) {
    Place there = places.get(to);
    if (there == null || !places.containsKey(from)) {
      throw lost(RequestException.Reason.LINK_LOST);
    }
    asked.computeIfAbsent(action, each -> new AtomicInteger()).incrementAndGet();
    if (action.equals(Messages.CHUNK)) {
      String of = ChunkRequest.read(message).transfer();
      asked.computeIfAbsent(of, each -> new AtomicInteger()).incrementAndGet();
    }
    Object answered = there.handler.answer(from, action, message);
    byte[] answer = answered instanceof Lent lent ? lent.taken() : (byte[]) answered;
    if (to.equals(liar) && action.equals("pass")) {
      lies.incrementAndGet();
      answer = new byte[answer.length];
      Arrays.fill(answer, (byte) 7);
      Chunk.seal(ByteBuffer.wrap(answer), answer.length - Chunk.HEAD);
    }
    return tap.passes(from, action, message, answer);
  }

  static RequestException lost(RequestException.Reason reason) {
    return new RequestException(RequestException.Outcome.UNKNOWN, reason, reason + " in a test");
  }

  /** How often this was asked; chunks by the id of their transfer, too. */
  int asked(String what) {
    AtomicInteger count = asked.get(what);
    return count == null ? 0 : count.get();
  }

  // ---- files

  /** A file of random bytes. */
  Path file(String name, long size) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    byte[] bytes = new byte[(int) size];
    new Random(size).nextBytes(bytes);
    return Files.write(file, bytes);
  }

  static void same(Path one, Path other) throws IOException {
    assertThat(Files.mismatch(one, other)).as("%s and %s", one, other).isEqualTo(-1);
    assertThat(Files.getLastModifiedTime(other).toMillis())
        .isEqualTo(Files.getLastModifiedTime(one).toMillis());
  }

  /** What is in a folder, hidden files as well. */
  static List<String> names(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(each -> !each.equals(folder))
          .map(each -> folder.relativize(each).toString())
          .sorted()
          .toList();
    }
  }

  /** Whether nothing is in a folder, hidden files included. */
  static boolean isEmpty(Path folder) {
    try {
      return names(folder).isEmpty();
    } catch (IOException | UncheckedIOException e) {
      return false; // files vanish while they are listed
    }
  }

  static void until(Transfer transfer, Transfer.State state) {
    Eventually.until(
        transfer.name() + " is " + state,
        SOON,
        () -> {
          Transfer.State now = transfer.state();
          if (now.ended() && now != state) {
            throw new AssertionError(transfer.name() + " is " + now + ": " + transfer.remark());
          }
          return now == state;
        });
  }

  /** The other side of a transfer. */
  static Transfer other(Place there, Transfer transfer) {
    Eventually.until("the offer arrives", SOON, () -> there.desk.find(transfer.id()).isPresent());
    return there.desk.find(transfer.id()).orElseThrow();
  }

  @Override
  public void close() {
    List.copyOf(places.values()).forEach(Place::stop);
    clockwork.shutdownNow();
    threads.shutdownNow();
  }
}
