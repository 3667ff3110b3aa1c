package io.weft.files.receive;

import io.weft.files.folder.Plan;
import io.weft.files.live.Courtesy;
import io.weft.files.live.Live;
import io.weft.files.wire.Chunk;
import io.weft.files.wire.ChunkRequest;
import io.weft.files.wire.Circle;
import io.weft.files.wire.FormException;
import io.weft.files.wire.Messages;
import io.weft.transfer.TransferException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the chunks of a part that are not there yet, several at once, and writes what comes. One
 * thread runs it; others pull at it.
 */
final class Flow {

  /** Times that a chunk is asked for which comes damaged, or not at all. */
  private static final int ATTEMPTS = Questions.ATTEMPTS;

  /** Asked at once to begin with: one is read, one sent, one hashed, one written. */
  private static final int LEAST = 4;

  /**
   * Asked at once at most, on one machine: there is no way to fill, and what does not fit in the
   * processor's cache any more takes half as much time again.
   */
  private static final int MOST_HERE = 8;

  /** The same of all transfers together: more would only take memory. */
  private static final int MOST_HERE_IN_ALL = 12;

  /** How long a node that reads too much already is left in peace. */
  private static final Duration BUSY = Duration.ofMillis(50);

  private final Errand errand;
  private final PartFolder part;
  private final Plan plan;
  private final Live live;
  private final Surroundings around;
  private final Throttle own;
  private final Pace pace;
  private final int mostInAll;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Integer> again = new ArrayDeque<>();
  private final Map<Integer, Integer> failures = new HashMap<>();
  private final Set<CompletableFuture<?>> underWay = new HashSet<>();
  private final Rounds rounds;
  private final @Nullable Fellows fellows;
  private long next;
  private int outstanding;
  private long notBeforeNanos;
  private boolean progressed;
  private boolean pulled;
  private @Nullable Halt halt;

  Flow(Errand errand, PartFolder part, Live live, Throttle own, Surroundings around) {
    this.errand = errand;
    this.part = part;
    this.plan = part.plan();
    this.live = live;
    this.own = own;
    this.around = around;
    Circle circle = errand.circle().orElse(null);
    this.fellows = circle == null ? null : new Fellows(errand, circle, around);
    this.rounds =
        circle == null
            ? new Rounds(0, 1, plan.chunks())
            : new Rounds(circle.own(), circle.nodes().size(), plan.chunks());
    int budget = (int) (around.limits().memoryBytes() / around.limits().chunkBytes());
    boolean here = around.company().sameHost(errand.peer());
    this.mostInAll = here ? Math.min(MOST_HERE_IN_ALL, budget) : budget;
    this.pace = new Pace(LEAST, here ? Math.min(MOST_HERE, budget) : budget, around.nanoTime());
    this.notBeforeNanos = around.nanoTime().getAsLong();
  }

  /** Asks for no more; what is under way is given up if it shall be, else it still comes. */
  void pull(boolean giveUp) {
    lock.lock();
    try {
      pulled = true;
      if (giveUp) {
        giveUp();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void giveUp() {
    if (fellows != null) {
      fellows.close();
    }
    Set.copyOf(underWay).forEach(each -> each.cancel(false));
  }

  /** Whether a chunk has come since it began. */
  boolean progressed() {
    lock.lock();
    try {
      return progressed;
    } finally {
      lock.unlock();
    }
  }

  /** Runs until all chunks are there; nothing is under way when it returns. */
  void run() throws Halt, InterruptedException {
    lock.lock();
    try {
      while (true) {
        boolean stopping = pulled || halt != null;
        if (stopping && outstanding == 0) {
          throw halt != null ? halt : Halt.pulled();
        }
        int chunk =
            stopping || outstanding >= Math.min(pace.window(), around.turns().share(mostInAll))
                ? -1
                : upcoming();
        if (!stopping && chunk < 0 && outstanding == 0) {
          return;
        }
        long wait = waitNanos();
        if (chunk < 0) {
          changed.await();
        } else if (wait > 0) {
          putBack(chunk);
          changed.awaitNanos(wait);
        } else {
          begin(chunk);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private int upcoming() {
    Integer repeated = again.poll();
    if (repeated != null) {
      return repeated;
    }
    while (next < rounds.steps()) {
      int chunk = rounds.chunk(next++);
      if (chunk >= 0 && !part.has(chunk)) {
        return chunk;
      }
    }
    return -1;
  }

  private void putBack(int chunk) {
    again.add(chunk);
  }

  private long waitNanos() {
    long pause = notBeforeNanos - around.nanoTime().getAsLong();
    return Math.max(pause, Math.max(own.waitNanos(), around.total().waitNanos()));
  }

  /** Asks, without the lock: that may block. */
  private void begin(int chunk) {
    ChunkRequest request =
        new ChunkRequest(errand.id(), errand.locator(), chunk, plan.regions(chunk));
    int length = (int) request.length();
    own.pass(length);
    around.total().pass(length);
    outstanding++;
    lock.unlock();
    CompletableFuture<Arrival> answer;
    try {
      answer = ask(request, length);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    } finally {
      lock.lock();
    }
    CompletableFuture<Arrival> asked = answer;
    underWay.add(asked);
    asked.whenCompleteAsync(
        (message, failure) -> arrived(asked, chunk, length, message, failure), around.writers());
    if (pulled) {
      asked.cancel(false);
    }
  }

  private CompletableFuture<Arrival> ask(ChunkRequest request, int length) {
    return fellows != null
        ? fellows.ask(request)
        : around
            .asking()
            .ask(
                errand.peer(),
                Messages.CHUNK,
                request.write(),
                around.limits().patience(),
                answer -> Arrival.of(answer, length));
  }

  private void arrived(
      CompletableFuture<?> asked,
      int chunk,
      int length,
      @Nullable Arrival message,
      @Nullable Throwable failure) {
    Halt stop = null;
    boolean there = false;
    Throwable fault = failure;
    try {
      if (message != null) {
        Chunk whole = message.open(length);
        Courtesy.giveWay();
        part.write(chunk, whole);
        there = true;
      } else if (failure != null) {
        stop = Halt.of(failure, around.company().connected(errand.peer()));
      }
    } catch (FormException e) {
      fault = e;
    } catch (IOException e) {
      stop = Halt.failed(Reason.DISK, disk(e));
    } catch (RuntimeException e) {
      stop = Halt.failed(Reason.DISK, "what arrived cannot be written: " + e);
    } finally {
      if (message != null) {
        message.giveBack();
      }
    }
    lock.lock();
    try {
      outstanding--;
      underWay.remove(asked);
      if (there) {
        progressed = true;
        failures.remove(chunk);
        pace.came(length);
        live.more(length);
      } else if (stop == null && fault != null) {
        stop = repeat(chunk, message == null, fault);
      }
      if (halt == null && stop != null) {
        halt = stop;
        giveUp(); // nobody has to wait for what comes from a node that is away
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Halt repeat(int chunk, boolean unanswered, Throwable fault) {
    int times = failures.merge(chunk, 1, Integer::sum);
    if (times >= ATTEMPTS) {
      return Halt.inVain("chunk " + chunk, ATTEMPTS, fault);
    }
    again.add(chunk);
    if (unanswered) {
      notBeforeNanos = around.nanoTime().getAsLong() + BUSY.toNanos();
    }
    return null;
  }

  private String disk(IOException e) {
    return "cannot write in "
        + errand.into()
        + ": "
        + e.getMessage()
        + "; what is there is kept: see to it, and ask for the same again";
  }
}
