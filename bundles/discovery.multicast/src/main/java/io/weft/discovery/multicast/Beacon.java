package io.weft.discovery.multicast;

import io.weft.discovery.Query;
import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import io.weft.trust.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node on the air, from start to close: the thread that sends, receives, checks and reports.
 * All state is of this thread; others leave a note and wake it.
 */
final class Beacon implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MulticastDiscovery.class);

  /** Times that goodbye is said: one may be lost. */
  private static final int GOODBYES = 2;

  /** For the thread to end: it waits for nothing but the sink, which never blocks. */
  private static final Duration JOIN = Duration.ofSeconds(5);

  /** Questions that wait for the thread; a few seconds' worth of what may be asked. */
  private static final int MAX_QUESTIONS = 16;

  /** Questions a second: what the others answer. */
  private static final double QUESTIONS_PER_SECOND = 5;

  /**
   * Datagrams that were read and wait for their turn. Where many nodes start together the
   * signatures of one second take longer than that, and the system keeps only some ninety of this
   * size.
   */
  private static final int MAX_WAITING = 2048;

  /** Datagrams that are read before it is looked at the time again. */
  private static final int READ_AT_ONCE = 256;

  /** After so long at datagrams it is looked at the socket again (nanoseconds). */
  private static final long SLICE_NANOS = 5_000_000;

  private final MulticastDiscovery.Settings settings;
  private final Duration interfacePeriod;
  private final Optional<InetAddress> bindAddress;
  private final LongSupplier nanoTime;
  private final Selector selector;
  private final Speaker speaker;
  private final Answers answers;
  private final Inbox inbox;
  private final SightingSink sink;
  private final LostMulticast lost;
  private final TokenBucket questionLimit;
  private final Thread thread = new Thread(this::run, "weft-multicast");
  private final AtomicBoolean changed = new AtomicBoolean();
  private final BlockingQueue<Query> questions = new ArrayBlockingQueue<>(MAX_QUESTIONS);
  private volatile boolean closed;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Datagram.MAX_BYTES + 1);
  private final List<Port> ports = new ArrayList<>();
  private final Queue<Arrived> waiting = new ArrayDeque<>();
  private List<LocalInterface> interfaces = List.of();
  private boolean complaining;

  @SuppressWarnings("ArrayRecordComponent")
  private record Arrived(byte[] bytes, InetSocketAddress sender) {}

  private Beacon(
      MulticastDiscovery.Settings settings,
      Duration interfacePeriod,
      Identity identity,
      Self self,
      SightingSink sink,
      Clock clock,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.interfacePeriod = interfacePeriod;
    this.bindAddress = self.bindAddress();
    this.nanoTime = nanoTime;
    this.sink = sink;
    lost = new LostMulticast(sink);
    long now = nanoTime.getAsLong();
    Random random = new Random();
    speaker = new Speaker(settings, identity, self, clock, random, now);
    answers = new Answers(random, now);
    inbox =
        new Inbox(
            identity.id(),
            self,
            sink,
            speaker,
            answers,
            lost,
            this::askWho,
            settings.announcePeriod().multipliedBy(Inbox.PERIODS_VALID),
            now);
    questionLimit = new TokenBucket(QUESTIONS_PER_SECOND, QUESTIONS_PER_SECOND, now);
    thread.setDaemon(true);
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot wait for datagrams: too many open files?", e);
    }
  }

  static Beacon start(
      MulticastDiscovery.Settings settings,
      Duration interfacePeriod,
      Identity identity,
      Self self,
      SightingSink sink,
      Clock clock,
      LongSupplier nanoTime) {
    Beacon beacon = new Beacon(settings, interfacePeriod, identity, self, sink, clock, nanoTime);
    beacon.thread.start();
    return beacon;
  }

  /** The record has changed. */
  void refresh() {
    changed.set(true);
    selector.wakeup();
  }

  /** Asks soon; drops the question if too many are waiting. */
  void ask(Query query) {
    if (questions.offer(query)) {
      selector.wakeup();
    } else {
      LOG.debug("not asked, as {} questions are waiting: {}", MAX_QUESTIONS, query);
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    if (Thread.currentThread() != thread) {
      try {
        thread.join(JOIN.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    long nextInterfaces = nanoTime.getAsLong();
    try {
      while (!closed) {
        long now = nanoTime.getAsLong();
        if (now - nextInterfaces >= 0) {
          lookAtInterfaces(now);
          inbox.review(now);
          nextInterfaces = now + interfacePeriod.toNanos();
        }
        speak(now);
        long next = earliest(nextInterfaces, speaker.nextNanos(), answers.nextNanos(now));
        long waitMillis = TimeUnit.NANOSECONDS.toMillis(next - nanoTime.getAsLong() + 999_999);
        if (waitMillis > 0 && waiting.isEmpty() && !inbox.hasUnproven()) {
          selector.select(this::receive, waitMillis);
        } else {
          selector.selectNow(this::receive);
        }
        takeIn();
      }
      for (int i = 0; i < GOODBYES; i++) {
        sendToAll(speaker.goodbye(), false);
      }
    } catch (IOException e) {
      LOG.warn("multicast discovery has ended: {}; restart its bundle", e.toString());
    } finally {
      closePorts();
      closeSelector();
    }
  }

  private void speak(long now) {
    if (changed.getAndSet(false)) {
      speaker.announceAgain(now);
    }
    if (speaker.isDue(now)) {
      boolean loud = speaker.isLoud();
      speaker.due(now, around(now)).ifPresent(datagram -> sendToAll(datagram, loud));
    }
    for (Query query = questions.poll(); query != null; query = questions.poll()) {
      if (questionLimit.take(now)) {
        sendToAll(speaker.query(query, around(now)), false);
      } else {
        LOG.debug("not asked, as {} a second were: {}", QUESTIONS_PER_SECOND, query);
      }
    }
    answers.due(now).ifPresent(this::answer);
  }

  private Speaker.Surroundings around(long now) {
    return new Speaker.Surroundings(
        ports.stream().mapToInt(Port::interfaces).sum(), inbox.present(now), lost.anywhere(now));
  }

  /**
   * @param loud whether to broadcast too: nobody has told yet that multicast gets through
   */
  private void sendToAll(byte[] datagram, boolean loud) {
    long now = nanoTime.getAsLong();
    ports.forEach(port -> port.send(datagram, name -> loud || lost.broadcastOn(name, now)));
  }

  private void askWho(InetSocketAddress whom) {
    sendTo(whom, speaker.ask(around(nanoTime.getAsLong())));
  }

  private void sendTo(InetSocketAddress whom, byte[] datagram) {
    for (Port port : ports) {
      if (port.reaches(whom.getAddress())) {
        port.send(datagram, whom);
        return;
      }
    }
  }

  /** Answers nothing that is larger than the question: then the next announcement must do. */
  private void answer(Answers.Waiting waiting) {
    byte[] datagram = speaker.answer(around(nanoTime.getAsLong()));
    if (datagram.length > waiting.maxBytes()) {
      speaker.welcome(nanoTime.getAsLong(), 0);
    } else {
      sendTo(waiting.to(), datagram);
    }
  }

  private void receive(SelectionKey key) {
    for (int i = 0; i < READ_AT_ONCE && !closed; i++) {
      buffer.clear();
      InetSocketAddress sender;
      try {
        sender = (InetSocketAddress) ((DatagramChannel) key.channel()).receive(buffer);
      } catch (IOException e) {
        LOG.debug("cannot receive: {}", e.toString());
        return;
      }
      if (sender == null) {
        return;
      }
      if (waiting.size() < MAX_WAITING) {
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        waiting.add(new Arrived(bytes, sender));
      }
    }
  }

  /** Looks at what has arrived, for a while. */
  private void takeIn() {
    long begun = nanoTime.getAsLong();
    long now = begun;
    while (!closed && now - begun < SLICE_NANOS) {
      Arrived next = waiting.poll();
      if (next == null) {
        if (!inbox.prove(now)) {
          return;
        }
        now = nanoTime.getAsLong();
        continue;
      }
      InetSocketAddress sender = next.sender();
      Optional<LocalInterface> heardOn = LocalInterface.heardOn(interfaces, sender.getAddress());
      if (bindAddress.isEmpty() || heardOn.isPresent()) {
        inbox.receive(
            next.bytes(), new Inbox.Origin(sender, heardOn.map(LocalInterface::name)), now);
      }
      now = nanoTime.getAsLong();
    }
  }

  private void lookAtInterfaces(long now) {
    List<LocalInterface> found = LocalInterface.choose(LocalInterface.all(), bindAddress);
    boolean opened = openPorts(found);
    if (!opened && found.equals(interfaces)) {
      ports.forEach(Port::tryAgain);
      return;
    }
    interfaces = found;
    lost.use(found.stream().map(LocalInterface::name).toList());
    ports.forEach(port -> port.use(found));
    speaker.announceAgain(now);
  }

  /** Whether there is one more than before. */
  private boolean openPorts(List<LocalInterface> found) {
    boolean six = bindAddress.filter(Inet6Address.class::isInstance).isPresent();
    boolean four = bindAddress.isEmpty() || !six;
    boolean wantsSix = six || (bindAddress.isEmpty() && settings.ipv6().isWantedBy(found));
    boolean opened = four && open(settings.group(), i -> i.speaks(LocalInterface.IPV4_BYTES));
    if (wantsSix && open(settings.ipv6Group(), six ? i -> true : settings.ipv6()::isWantedOn)) {
      opened = true;
    }
    return opened;
  }

  private boolean open(InetAddress group, Predicate<LocalInterface> isFor) {
    if (ports.stream().anyMatch(port -> port.reaches(group))) {
      return false;
    }
    String place = "UDP port " + settings.port();
    try {
      ports.add(Port.open(settings, group, bindAddress, selector, isFor, sink));
      if (complaining) {
        complaining = false;
        sink.recovered(place);
      }
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      complaining = true;
      String where = bindAddress.map(bind -> " at " + bind.getHostAddress()).orElse("");
      sink.failed(place, "no discovery by multicast" + where + ": " + e.getMessage());
      return false;
    }
  }

  private void closePorts() {
    ports.forEach(Port::close);
    ports.clear();
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debug("closing the selector: {}", e.toString());
    }
  }

  private static long earliest(long first, long second, long third) {
    long earlier = first - second < 0 ? first : second;
    return earlier - third < 0 ? earlier : third;
  }
}
