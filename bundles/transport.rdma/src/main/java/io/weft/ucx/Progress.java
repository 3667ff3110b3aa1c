package io.weft.ucx;

import io.weft.transport.DeliversFrames;
import io.weft.transport.rdma.RdmaSettings;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a transport that moves its worker on, and reads all its links: it delivers
 * frames, and so never waits for anybody. It spins for a moment after the last message, then sleeps
 * until UCX or a sender wakes it.
 *
 * <p>Senders need not wait for it: whoever finds the worker free sends at once. Nobody but this
 * thread waits for the worker, and nobody holds it while frames are delivered.
 */
final class Progress {

  /** Pause while something is on its way that UCX has no event for (milliseconds). */
  private static final int BUSY_MILLIS = 1;

  /** Endpoints have this long to flush when the transport stops (nanoseconds). */
  private static final long STOP_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final Logger LOG = LoggerFactory.getLogger(UcxTransport.class);

  /** What is done with the worker. */
  interface Work {
    void with(Worker worker) throws IOException;
  }

  private final RdmaSettings settings;
  private final Worker worker;
  private final ControlWatch watch;
  private final Thread thread = new ReaderThread(this::run);
  private final ReentrantLock held = new ReentrantLock();
  private final Map<Long, LinkWire> links = new ConcurrentHashMap<>();
  private final Queue<LinkWire> ready = new ConcurrentLinkedQueue<>();
  private final Commands commands = new Commands();
  private final ReentrantLock signalling = new ReentrantLock();
  private final Condition emptied = signalling.newCondition();
  private volatile boolean sleeping;
  private volatile boolean stopping;
  private boolean destroyed;

  // With the worker held.
  private final Deque<Slot> slots = new ArrayDeque<>();
  private final Set<LinkWire> busy = new LinkedHashSet<>();
  private final Departures departures = new Departures();

  // On the thread only.
  private final Arrivals arrivals = new Arrivals(links);
  private final Set<LinkWire> closing = new LinkedHashSet<>();
  private final Set<LinkWire> whenQuiet = new LinkedHashSet<>();

  /**
   * @param transports as in {@code UCX_TLS}
   * @throws IOException if UCX can't use them
   */
  Progress(String transports, RdmaSettings settings, ControlWatch watch) throws IOException {
    this.settings = settings;
    this.watch = watch;
    worker = new Worker(transports, arrivals);
    thread.start();
  }

  RdmaSettings settings() {
    return settings;
  }

  byte[] address() {
    return worker.address();
  }

  List<LinkWire> all() {
    return List.copyOf(links.values());
  }

  /** Messages for this link are its own from now on. */
  void register(LinkWire wire) throws IOException {
    links.put(wire.token(), wire);
    if (stopping) {
      links.remove(wire.token());
      throw new IOException("the RDMA transport is stopped");
    }
  }

  /** Runs on the thread, soon; not at all once it has ended. */
  void submit(Runnable command) {
    commands.add(command);
    wake();
  }

  /** Runs on the thread and waits for it; not to be called there. */
  <T> T call(Callable<T> command) throws IOException {
    var outcome = commands.call(command);
    wake();
    return Commands.await(outcome);
  }

  /** Does something with the worker. On the thread only: it waits for senders, who are quick. */
  void holding(Work work) {
    held.lock();
    try {
      work.with(worker);
    } catch (IOException e) {
      LOG.debug("UCX: {}", e.getMessage());
    } finally {
      held.unlock();
    }
  }

  /** As {@link #holding}, and what is thrown is the caller's. */
  void connect(LinkWire wire, SetUp peer, Sealing sealing) throws IOException {
    held.lock();
    try {
      wire.connect(worker, peer, sealing);
    } finally {
      held.unlock();
    }
  }

  /** A link has something to send: at once if the worker is free, else whoever holds it does it. */
  void ready(LinkWire wire) {
    if (wire.scheduled().compareAndSet(false, true)) {
      ready.add(wire);
    }
    if (Thread.currentThread() == thread) {
      return; // at the end of the batch that is being delivered
    }
    while (!ready.isEmpty() && held.tryLock()) {
      boolean waiting;
      try {
        if (destroyed) {
          return;
        }
        drainReady();
        waiting = !busy.isEmpty();
      } finally {
        held.unlock();
      }
      if (waiting) {
        wake();
      }
    }
    if (!ready.isEmpty()) {
      wake();
    }
  }

  /** With the worker held. */
  Slot slot() {
    Slot free = slots.poll();
    Slot slot = free == null ? new Slot(worker) : free;
    slot.data.clear();
    return slot;
  }

  /** With the worker held. */
  void reuse(Slot slot) {
    slots.push(slot);
  }

  /** The link has messages on their way. With the worker held. */
  void busy(LinkWire wire) {
    busy.add(wire);
  }

  /** The link is being closed and has a deadline. On the thread. */
  void closing(LinkWire wire) {
    closing.add(wire);
  }

  /** The link is asked again when no message is left. On the thread. */
  void checkWhenQuiet(LinkWire wire) {
    whenQuiet.add(wire);
  }

  /** A link has ended: its endpoint goes when everything has arrived. On the thread. */
  void ended(LinkWire wire, @Nullable MemorySegment endpoint, boolean inOrder) {
    closing.remove(wire);
    whenQuiet.remove(wire);
    links.remove(wire.token());
    if (links.isEmpty()) {
      signalling.lock();
      emptied.signalAll();
      signalling.unlock();
    }
    if (!inOrder || endpoint == null) {
      release(wire);
    }
    if (endpoint != null) {
      holding(
          w -> {
            if (departures.begin(w, wire, endpoint)) {
              release(wire);
            }
          });
    }
  }

  /** Waits until there is no link, up to a time by {@code System.nanoTime}. */
  void awaitNone(long deadline) {
    signalling.lock();
    try {
      long left = deadline - System.nanoTime();
      while (!links.isEmpty() && left > 0 && thread.isAlive()) {
        left = emptied.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      signalling.unlock();
    }
  }

  /** Ends the thread and everything of UCX; links that are left are abandoned. */
  void close() {
    stopping = true;
    wake();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      work();
      all().forEach(wire -> wire.fail(new IOException("the RDMA transport is stopped")));
      long deadline = System.nanoTime() + STOP_NANOS;
      while (turn() || !departures.isEmpty() && System.nanoTime() - deadline < 0) {
        Thread.onSpinWait();
      }
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("The RDMA transport has failed; its links are lost", e);
      stopping = true;
      links.values().forEach(this::release);
    } finally {
      commands.stop();
      destroy();
    }
  }

  private void work() throws IOException {
    long idleSince = System.nanoTime();
    long spinNanos = TimeUnit.MICROSECONDS.toNanos(settings.spinMicros());
    boolean refused = false;
    while (!stopping) {
      if (turn()) {
        refused = false;
        idleSince = System.nanoTime();
      } else if (!refused && System.nanoTime() - idleSince < spinNanos) {
        Thread.yield();
      } else {
        refused = !sleep(refused);
        idleSince = System.nanoTime();
      }
    }
  }

  /** One round; whether there was anything to do. */
  private boolean turn() {
    boolean active = commands.runAll();
    if (!held.tryLock()) {
      Thread.yield();
      return true;
    }
    try {
      active |= drainReady();
      active |= worker.progress() > 0;
      if (!busy.isEmpty()) {
        active |= completeSends();
      }
      if (!departures.isEmpty()) {
        departures.completed(worker).forEach(this::release);
      }
    } finally {
      held.unlock();
    }
    active |= arrivals.deliver();
    if (!whenQuiet.isEmpty()) {
      boolean quiet = !active;
      List.copyOf(whenQuiet).forEach(wire -> wire.endIfQuiet(quiet));
    }
    if (!closing.isEmpty()) {
      long now = System.nanoTime();
      List.copyOf(closing).forEach(wire -> wire.closeIfLate(now));
    }
    return active;
  }

  private boolean drainReady() {
    boolean any = false;
    for (LinkWire wire = ready.poll(); wire != null; wire = ready.poll()) {
      wire.scheduled().set(false);
      wire.drain(worker);
      any = true;
    }
    return any;
  }

  private boolean completeSends() {
    boolean any = false;
    for (LinkWire wire : List.copyOf(busy)) {
      if (wire.completeSends(worker)) {
        any = true;
        wire.drain(worker);
      }
      if (!wire.hasInFlight()) {
        busy.remove(wire);
      }
    }
    return any;
  }

  private void release(LinkWire wire) {
    if (wire.control().channel().isOpen()) {
      wire.control().close();
      watch.forgetClosed();
    }
  }

  /**
   * Sleeps until there is something to do. UCX lets nobody sleep who has something to do, nor while
   * a peer takes nothing; the latter has lasted when it refuses a second time.
   *
   * @return whether UCX will wake us
   */
  private boolean sleep(boolean refusedBefore) throws IOException {
    boolean armed;
    boolean waiting;
    sleeping = true;
    held.lock();
    try {
      armed = worker.arm();
      waiting = !busy.isEmpty() || !departures.isEmpty();
    } finally {
      held.unlock();
    }
    // Only now: arming takes signals away that were given before.
    if ((armed || refusedBefore) && ready.isEmpty() && commands.isEmpty() && !stopping) {
      boolean soon = !armed || waiting || !closing.isEmpty() || !whenQuiet.isEmpty();
      worker.await(soon ? BUSY_MILLIS : -1);
    }
    sleeping = false;
    return armed;
  }

  private void wake() {
    if (!sleeping) {
      return;
    }
    signalling.lock();
    try {
      if (!destroyed) {
        worker.signal();
      }
    } finally {
      signalling.unlock();
    }
  }

  private void destroy() {
    signalling.lock();
    held.lock();
    try {
      destroyed = true;
      departures.drop(worker).forEach(this::release);
      busy.forEach(wire -> wire.abandonMessages(worker));
      worker.destroy();
    } finally {
      held.unlock();
      signalling.unlock();
    }
  }

  private static final class ReaderThread extends Thread implements DeliversFrames {
    ReaderThread(Runnable task) {
      super(task, "weft-rdma");
      setDaemon(true);
    }
  }
}
