package io.weft.control.spread;

import io.weft.control.Point;
import io.weft.control.state.Board;
import io.weft.control.state.Desk;
import io.weft.control.state.Limits;
import io.weft.exchange.ApplicationException;
import io.weft.exchange.Request;
import io.weft.exchange.RequestException;
import io.weft.node.NodeId;
import java.lang.reflect.Type;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** Nodes of one process whose lines are cut and mended as a test wants. */
final class Net implements AutoCloseable {

  private record Line(NodeId from, NodeId to) {}

  /** One node. */
  final class Member {
    final NodeId id;
    final Board board;
    final Desk desk;
    final Spreader spreader;
    final ControlHandler handler;
    final AtomicInteger heard = new AtomicInteger();

    Member(NodeId id, Duration ahead, Tempo tempo) {
      this.id = id;
      this.board =
          new Board(
              id,
              Clock.offset(Clock.systemUTC(), ahead),
              System::nanoTime,
              Limits.DEFAULT,
              threads,
              new SplittableRandom());
      this.spreader =
          new Spreader(
              board,
              (peer, action, message) -> ask(this, peer, action, message),
              () -> neighbours(id),
              tempo,
              threads,
              clockwork,
              System::nanoTime,
              new SplittableRandom(7));
      this.desk = new Desk(board, spreader::changed);
      this.handler = new ControlHandler(board, spreader, tempo, threads, System::nanoTime);
    }

    List<Point> points() {
      return desk.points("**");
    }

    Object value(String name) {
      return desk.find(name).flatMap(Point::value).orElse(null);
    }
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService clockwork = Executors.newScheduledThreadPool(1);
  private final Map<NodeId, Member> members = new ConcurrentHashMap<>();
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private final Set<Line> forbidden = ConcurrentHashMap.newKeySet();

  static NodeId id(int number) {
    return new NodeId(String.valueOf((char) ('a' + number)).repeat(NodeId.LENGTH - 1) + "a");
  }

  Member add(int number, Duration ahead, Tempo tempo) {
    Member made = new Member(id(number), ahead, tempo);
    members.put(made.id, made);
    made.spreader.start();
    return made;
  }

  Member add(int number) {
    return add(number, Duration.ZERO, new Tempo(Duration.ofMillis(200), 100_000));
  }

  /** Ends a node without a word. */
  void kill(Member member) {
    members.remove(member.id);
    lines.removeIf(line -> line.from.equals(member.id) || line.to.equals(member.id));
  }

  void link(Member a, Member b) {
    lines.add(new Line(a.id, b.id));
    lines.add(new Line(b.id, a.id));
  }

  void cut(Member a, Member b) {
    lines.remove(new Line(a.id, b.id));
    lines.remove(new Line(b.id, a.id));
  }

  void forbid(Member from, Member to) {
    forbidden.add(new Line(from.id, to.id));
  }

  private List<NodeId> neighbours(NodeId id) {
    return lines.stream().filter(line -> line.from.equals(id)).map(Line::to).toList();
  }

  private CompletableFuture<byte[]> ask(Member from, NodeId to, String action, byte[] message) {
    return CompletableFuture.supplyAsync(
            () -> {
              Member there = members.get(to);
              if (there == null || !lines.contains(new Line(from.id, to))) {
                throw refusal(RequestException.Reason.LINK_LOST);
              }
              if (forbidden.contains(new Line(from.id, to))) {
                throw refusal(RequestException.Reason.FORBIDDEN);
              }
              there.heard.incrementAndGet();
              return there.handler.handle(new Asked(from.id, action, message));
            },
            threads)
        .thenCompose(
            answer ->
                answer instanceof CompletableFuture<?> later
                    ? later.thenApply(bytes -> (byte[]) bytes)
                    : CompletableFuture.completedFuture((byte[]) answer));
  }

  private static RequestException refusal(RequestException.Reason reason) {
    return new RequestException(RequestException.Outcome.NOT_SENT, reason, reason + " in a test");
  }

  /** What a node of this id says to a handler. */
  static Object say(Member to, int from, String action, byte[] message)
      throws ApplicationException {
    return to.handler.handle(new Asked(id(from), action, message));
  }

  private record Asked(NodeId caller, String action, byte[] message) implements Request {
    @Override
    public Object as(Type type) {
      return message;
    }

    @Override
    public String path() {
      return Asking.PATH;
    }

    @Override
    public Duration remaining() {
      return Duration.ofSeconds(1);
    }
  }

  List<Member> all() {
    return new ArrayList<>(members.values());
  }

  @Override
  public void close() {
    clockwork.shutdownNow();
    threads.shutdownNow();
  }
}
