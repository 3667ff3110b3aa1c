package io.weft.control.state;

import io.weft.control.Point;
import io.weft.node.NodeId;
import io.weft.testkit.ManualClock;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** A board and its desk, with clocks that a test moves, and the changes that it made. */
final class Replica {

  private static final AtomicLong STARTS = new AtomicLong();

  final NodeId id;
  final ManualClock wall;
  final List<PointState> changes = new ArrayList<>();
  final Board board;
  final Desk desk;

  Replica(NodeId id, ManualClock nanos, Duration ahead) {
    this(id, nanos, ahead, Limits.DEFAULT);
  }

  /**
   * @param ahead how far its wall clock is ahead of the others'
   */
  Replica(NodeId id, ManualClock nanos, Duration ahead, Limits limits) {
    this.id = id;
    this.wall = nanos;
    this.board =
        new Board(
            id,
            Clock.offset(nanos, ahead),
            nanos,
            limits,
            Runnable::run,
            new SplittableRandom(STARTS.incrementAndGet()));
    this.desk = new Desk(board, changes::add);
  }

  static NodeId id(int number) {
    String letter = String.valueOf((char) ('a' + number));
    return new NodeId(letter.repeat(NodeId.LENGTH - 1) + "a");
  }

  /** What it has to tell, as bytes; then it has told it. */
  byte[] take() {
    byte[] message = Batch.take(List.of(), changes.iterator());
    return message;
  }

  Merged hear(byte[] message) {
    Merged merged = board.merge(Batch.read(message).states());
    changes.addAll(merged.own());
    return merged;
  }

  /** Compares with another one until both know the same; as two nodes do it. */
  void sync(Replica other) {
    for (int round = 0; round < 100; round++) {
      boolean moved = send(this, other);
      moved |= send(other, this);
      if (!moved) {
        return;
      }
    }
    throw new AssertionError(id.shortText() + " and " + other.id.shortText() + " never agree");
  }

  private static boolean send(Replica from, Replica to) {
    Buckets mine = from.board.buckets();
    List<Long> lacking =
        Comparison.lacking(Comparison.answer(Comparison.question(mine), to.board.buckets()), mine);
    if (!lacking.isEmpty()) {
      to.hear(whole(mine.states(lacking)));
    }
    return !lacking.isEmpty();
  }

  private static byte[] whole(List<PointState> states) {
    return Batch.take(List.of(), new ArrayList<>(states).iterator());
  }

  List<Point> points() {
    return desk.points("**");
  }

  Object value(String name) {
    return desk.find(name).flatMap(Point::value).orElse(null);
  }
}
