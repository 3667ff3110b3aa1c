package io.weft.shell.verb;

import io.weft.events.Event;
import io.weft.events.Subscription;
import io.weft.events.SubscriptionOptions;
import io.weft.node.NodeId;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft subscribe}: prints events as they come. */
@Command(
    name = "subscribe",
    description = {
      "Prints events as they come, one a line.",
      "A line has the time, the publisher, the topic and the data; before it, how many were missed."
    },
    footer = {
      "",
      "Example: weft subscribe 'lab/**' --count 10",
      "Example: weft subscribe 'jobs/*' --group printers",
      "JSON: one object a line: {at, publisher, name, topic, sequence, missed, retained, reason,",
      "data}; reason: of dead letters ('$dead/**').",
      "Exit code: 5 if --for ended before --count events had come."
    })
final class Subscribe extends Verb {

  /** Events that wait for a slow terminal; more are dropped and counted. */
  private static final int WAITING = 4096;

  @Parameters(
      paramLabel = "PATTERN",
      description = "A topic; * stands for one segment, ** at the end for any number.")
  String pattern = "";

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description = "Share the events out with the other members of this group, on all nodes.")
  @Nullable String group;

  @Option(
      names = "--acknowledge",
      description = "Acknowledge each event when it is shown; until then it comes again.")
  boolean acknowledge;

  @Option(names = "--count", paramLabel = "N", description = "End after this many events.")
  @Nullable Long count;

  @Option(names = "--for", paramLabel = "TIME", description = "End after this time, such as 10s.")
  @Nullable Duration duration;

  private record Arrived(Instant at, Event event) {}

  private final AtomicLong dropped = new AtomicLong();

  Subscribe(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() throws InterruptedException {
    if (count != null && count < 1) {
      throw new Failure(Exit.USAGE, "--count " + count + ": at least 1 is needed");
    }
    BlockingQueue<Arrived> queue = new ArrayBlockingQueue<>(WAITING);
    try (Subscription subscription = subscribe(queue)) {
      terminal.remark("subscribed to " + pattern);
      long shown = show(queue);
      long lost = dropped.get() + subscription.dropped();
      if (lost > 0) {
        terminal.remark(lost + " events dropped: they came faster than they could be shown");
      }
      if (count != null && shown < count) {
        throw new Failure(
            Exit.DEADLINE,
            shown
                + " of "
                + count
                + " events came within "
                + Figures.duration(Durations.orUnlimited(duration)));
      }
      return Exit.FINE;
    }
  }

  private Subscription subscribe(BlockingQueue<Arrived> queue) {
    try {
      SubscriptionOptions options =
          new SubscriptionOptions(
              SubscriptionOptions.DEFAULT.queue(),
              SubscriptionOptions.DEFAULT.overflow(),
              Optional.ofNullable(group),
              acknowledge);
      return mesh.events()
          .subscribe(
              pattern,
              options,
              event -> {
                if (!queue.offer(new Arrived(Instant.now(), event))) {
                  dropped.incrementAndGet();
                }
              });
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
    }
  }

  /** Prints events until there were enough or the time is up; returns how many. */
  private long show(BlockingQueue<Arrived> queue) throws InterruptedException {
    long start = System.nanoTime();
    long nanos = Durations.orUnlimited(duration).toNanos();
    long shown = 0;
    while (count == null || shown < count) {
      Arrived next = queue.poll();
      if (next == null) {
        terminal.flush();
        next = queue.poll(nanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
      }
      if (next == null) {
        break;
      }
      show(next);
      shown++;
    }
    return shown;
  }

  private void show(Arrived arrived) {
    Event event = arrived.event();
    NodeId publisher = event.publisher();
    String name = new Names(mesh).of(publisher);
    // Line ends can stand between the values of JSON only, not in them.
    Json.Raw data = new Json.Raw(PayloadText.json(event, mesh).text().replaceAll("[\r\n]", " "));
    if (json) {
      terminal.line(
          Json.line(
              Json.object(
                  "at",
                  arrived.at(),
                  "publisher",
                  publisher,
                  "name",
                  name,
                  "topic",
                  event.topic(),
                  "sequence",
                  event.sequence(),
                  "missed",
                  event.missedBefore(),
                  "retained",
                  event.retained(),
                  "reason",
                  event.reason().orElse(null),
                  "data",
                  data)));
    } else {
      if (event.missedBefore() > 0) {
        terminal.remark(event.missedBefore() + " events missed");
      }
      terminal.line(
          Figures.time(arrived.at()) + "  " + name + "  " + event.topic() + "  " + data.text());
      event.reason().ifPresent(why -> terminal.remark("a dead letter: " + why));
    }
    event.acknowledge();
  }
}
