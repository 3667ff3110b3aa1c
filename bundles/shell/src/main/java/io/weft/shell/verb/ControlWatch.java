package io.weft.shell.verb;

import io.weft.control.Controls;
import io.weft.control.Point;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft control watch}: follows control points. */
@Command(
    name = "watch",
    description = {
      "Prints control points as they are now, and then each change, one a line.",
      "Where changes come faster than they can be shown, the last value of each point is."
    },
    footer = {
      "",
      "Example: weft control watch 'stage/**' --for 1m",
      "JSON: one object a line, as of weft control get, with at.",
      "Exit code: 5 if --for ended before --count changes had come."
    })
final class ControlWatch extends Verb {

  /** How long the end of the watch may have to wait for a point that nobody takes. */
  private static final int LOOK_MILLIS = 20;

  @Parameters(
      arity = "0..1",
      paramLabel = "PATTERN",
      description = "A name; * stands for one segment, ** at the end for any number.")
  String pattern = "**";

  @Option(names = "--count", paramLabel = "N", description = "End after this many lines.")
  @Nullable Long count;

  @Option(names = "--for", paramLabel = "TIME", description = "End after this time, such as 10s.")
  @Nullable Duration duration;

  ControlWatch(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() throws InterruptedException {
    if (count != null && count < 1) {
      throw new Failure(Exit.USAGE, "--count " + count + ": at least 1 is needed");
    }
    Controls controls = mesh.controls();
    // The watcher waits for the terminal: the node folds what changes meanwhile.
    SynchronousQueue<Point> next = new SynchronousQueue<>();
    AtomicBoolean over = new AtomicBoolean();
    long end = System.nanoTime() + Durations.orUnlimited(duration).toNanos();
    Controls.Watch watch =
        ControlText.asked(() -> controls.watch(pattern, point -> offer(next, point, over)));
    long shown = 0;
    try {
      terminal.remark("watching " + pattern);
      while (count == null || shown < count) {
        terminal.flush();
        Point point = next.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (point == null) {
          break;
        }
        show(point);
        shown++;
      }
    } finally {
      over.set(true);
      watch.close();
    }
    if (count != null && shown < count) {
      throw new Failure(
          Exit.DEADLINE,
          shown
              + " of "
              + count
              + " came within "
              + Figures.duration(Durations.orUnlimited(duration)));
    }
    return Exit.FINE;
  }

  private static void offer(SynchronousQueue<Point> next, Point point, AtomicBoolean over)
      throws InterruptedException {
    boolean taken = false;
    while (!taken && !over.get()) {
      taken = next.offer(point, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void show(Point point) {
    Names names = new Names(mesh);
    if (json) {
      var fields = ControlText.fields(point, names);
      fields.put("at", Instant.now());
      terminal.line(Json.line(fields));
      return;
    }
    String by = point.setter().map(node -> "  by " + names.of(node)).orElse("");
    String holder = point.holder().map(node -> "  held by " + names.of(node)).orElse("");
    terminal.line(
        Figures.time(Instant.now())
            + "  "
            + point.name()
            + "  "
            + ControlText.shown(point)
            + by
            + holder);
  }
}
