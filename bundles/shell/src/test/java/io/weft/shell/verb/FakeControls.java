package io.weft.shell.verb;

import io.weft.control.Change;
import io.weft.control.ControlException;
import io.weft.control.ControlException.Reason;
import io.weft.control.ControlWatcher;
import io.weft.control.Controls;
import io.weft.control.Kind;
import io.weft.control.Leases;
import io.weft.control.Point;
import io.weft.control.Policy;
import io.weft.node.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;

/** Control points of a test: as many as it sets, each by the last one. */
final class FakeControls implements Controls, Leases {
  static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  final TreeMap<String, Point> points = new TreeMap<>();
  final List<String> asked = new ArrayList<>();

  private Point put(String name, Kind kind, Object value, int priority, NodeId holder) {
    Point point =
        new Point(
            name,
            kind,
            holder == null ? Policy.LAST_WRITER : Policy.LEASE,
            Optional.ofNullable(value),
            priority,
            Optional.of(FakeMesh.A),
            AT,
            Optional.ofNullable(holder));
    points.put(name, point);
    return point;
  }

  @Override
  public Point declare(String name, Kind kind, Policy policy) {
    asked.add("declare " + name + " " + kind + " " + policy);
    return put(name, kind, null, 0, null);
  }

  @Override
  public Point set(String name, Object value, int priority) {
    asked.add("set " + name + " " + value.getClass().getSimpleName() + " " + value);
    Kind kind = Kind.of(value).orElseThrow();
    if (points.containsKey(name) && points.get(name).kind() != kind) {
      throw new ControlException(
          Reason.WRONG_TYPE, name + " is a " + points.get(name).kind() + ", not a " + kind);
    }
    return put(name, kind, value, name.endsWith("held-high") ? 9 : priority, null);
  }

  @Override
  public Point add(String name, double amount) {
    asked.add("add " + name + " " + amount);
    return put(name, Kind.NUMBER, amount, 0, null);
  }

  @Override
  public Point release(String name, int priority) {
    asked.add("release " + name + " " + priority);
    return put(name, Kind.NUMBER, null, 0, null);
  }

  @Override
  public void delete(String name) {
    if (points.remove(name) == null) {
      throw new ControlException(Reason.NOT_KNOWN, "there is no control point " + name);
    }
  }

  @Override
  public Optional<Point> find(String name) {
    return Optional.ofNullable(points.get(name));
  }

  @Override
  public List<Point> points(String pattern) {
    return List.copyOf(points.values());
  }

  @Override
  public List<Change> history(String name) {
    return points.containsKey(name)
        ? List.of(
            new Change(AT, FakeMesh.B, Change.What.SET, 3, points.get(name).value()),
            new Change(AT, FakeMesh.A, Change.What.RELEASED, 3, Optional.empty()))
        : List.of();
  }

  @Override
  public Watch watch(String pattern, ControlWatcher watcher) {
    List<Point> now = points(pattern);
    ForkJoinPool.commonPool()
        .execute(
            () -> {
              try {
                for (Point point : now) {
                  watcher.changed(point);
                }
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    return () -> asked.add("unwatch " + pattern);
  }

  @Override
  public Point take(String name, Kind kind, Duration time, int priority) {
    asked.add("take " + name + " " + kind + " " + time + " " + priority);
    return put(name, kind, null, 0, FakeMesh.A);
  }

  @Override
  public Point handOver(String name, NodeId to) {
    return put(name, Kind.NUMBER, null, 0, to);
  }

  @Override
  public Point giveBack(String name) {
    throw new ControlException(Reason.NOT_HELD, name + " is held by nobody");
  }
}
