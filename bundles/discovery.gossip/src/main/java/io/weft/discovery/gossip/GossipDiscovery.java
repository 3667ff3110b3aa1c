package io.weft.discovery.gossip;

import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.Records;
import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import io.weft.exchange.ApplicationException;
import io.weft.exchange.Directory;
import io.weft.exchange.Exchange;
import io.weft.exchange.Handler;
import io.weft.exchange.Request;
import io.weft.exchange.ServiceAt;
import io.weft.node.NodeId;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerListener;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Connected nodes tell each other the signed records of the whole network, so that each knows what
 * nodes offer that it has no link to.
 *
 * <p>Works between nodes that are connected by any other means. Says no goodbye by itself: those
 * whom a stopping node says goodbye to tell the others. May be started again after {@link #close}.
 */
@Component(
    service = {DiscoveryProvider.class, PeerListener.class, Handler.class},
    property = DiscoveryProvider.NAME + "=gossip",
    configurationPid = "io.weft.discovery.gossip")
@ServiceAt(
    path = GossipDiscovery.PATH,
    description = "Tells the records of the network's nodes to each other.",
    actions = {Chat.ACTION, DigestAsk.ACTION, PageAsk.ACTION},
    relayed = false)
@Designate(ocd = GossipSettings.class)
public final class GossipDiscovery implements DiscoveryProvider, PeerListener, Handler {

  static final String PATH = "weft/gossip";

  /** Code of an answer to somebody who asks too much, or while gossip is off. */
  static final String BUSY = "busy";

  /** Questions that may wait at the same time. */
  private static final int MAX_QUESTIONS = 64;

  private final Exchange exchange;
  private final Directory directory;
  private final Records records;
  private final Gossip.Settings settings;
  private final LongSupplier nanos;
  private final RandomGenerator random;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Running running;

  /** From a start to its close. */
  private record Running(Gossip gossip, MeshPost post, AtomicInteger questions) {}

  @Activate
  public GossipDiscovery(
      @Reference Exchange exchange,
      @Reference Directory directory,
      @Reference Records records,
      GossipSettings settings) {
    this(
        exchange,
        directory,
        records,
        checked(settings.interval__s(), settings.kib__a__minute()),
        System::nanoTime,
        RandomGenerator.getDefault());
  }

  GossipDiscovery(
      Exchange exchange,
      Directory directory,
      Records records,
      Gossip.Settings settings,
      LongSupplier nanos,
      RandomGenerator random) {
    this.exchange = exchange;
    this.directory = directory;
    this.records = records;
    this.settings = settings;
    this.nanos = nanos;
    this.random = random;
  }

  static Gossip.Settings checked(int intervalSeconds, int kibAMinute) {
    if (intervalSeconds < 2 || intervalSeconds > 300) {
      throw new IllegalArgumentException(
          "interval_s of io.weft.discovery.gossip is " + intervalSeconds + " (2 to 300 seconds)");
    }
    if (kibAMinute < 16 || kibAMinute > 65_536) {
      throw new IllegalArgumentException(
          "kib_a_minute of io.weft.discovery.gossip is " + kibAMinute + " (16 to 65536 KiB)");
    }
    return new Gossip.Settings(
        Duration.ofSeconds(intervalSeconds), kibAMinute * 1024L, Answering.EVERYTHING_BYTES);
  }

  @Override
  public void start(Self self, SightingSink sink) {
    lock.lock();
    try {
      if (running != null) {
        throw new IllegalStateException("already started: close it first");
      }
      MeshPost post = new MeshPost(exchange, directory);
      Gossip gossip = new Gossip(self, sink, records, post, settings, nanos, random);
      running = new Running(gossip, post, new AtomicInteger());
      post.soon(gossip::start);
      post.eachTime(Gossip.TICK, gossip::tick);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void refresh() {
    onThread(Gossip::refresh);
  }

  @Override
  @Deactivate
  public void close() {
    lock.lock();
    try {
      Running now = running;
      running = null;
      if (now != null) {
        now.post.close();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void changed(PeerInfo peer, PeerEvent event) {
    NodeId id = peer.id();
    switch (peer.state()) {
      case CONNECTED -> {
        if (event.kind() == PeerEvent.Kind.CONNECTED || event.kind() == PeerEvent.Kind.CHANGED) {
          onThread(gossip -> gossip.linked(id));
        }
      }
      case LOST -> onThread(gossip -> gossip.unlinked(id, true));
      case KNOWN -> onThread(gossip -> gossip.unlinked(id, false));
      case GONE -> onThread(gossip -> gossip.left(id, true));
      case BANNED -> onThread(gossip -> gossip.left(id, false));
      case CONNECTING -> {}
    }
  }

  private void onThread(Consumer<Gossip> step) {
    Running now = running;
    if (now != null) {
      now.post.soon(() -> step.accept(now.gossip));
    }
  }

  /** Answers on gossip's own thread. */
  @Override
  public Object handle(Request request) {
    Running now = running;
    byte[] body = request.as(byte[].class);
    if (now == null) {
      throw new ApplicationException(BUSY, "gossip is switched off here");
    }
    if (body == null) {
      throw new ApplicationException(ApplicationException.BAD_PARAMS, "an empty message");
    }
    AtomicInteger questions = now.questions;
    if (questions.incrementAndGet() > MAX_QUESTIONS) {
      questions.decrementAndGet();
      throw new ApplicationException(BUSY, MAX_QUESTIONS + " questions are waiting");
    }
    try {
      return now.post
          .computed(() -> answer(now.gossip, request.caller(), request.action(), body))
          .whenComplete((answer, failure) -> questions.decrementAndGet());
    } catch (RejectedExecutionException e) {
      throw new ApplicationException(BUSY, "gossip is being switched off here");
    }
  }

  private static byte[] answer(Gossip gossip, NodeId caller, String action, byte[] body) {
    try {
      return gossip.answer(caller, action, body);
    } catch (Garbled e) {
      throw new ApplicationException(
          ApplicationException.BAD_PARAMS, String.valueOf(e.getMessage()));
    } catch (Busy e) {
      throw new ApplicationException(BUSY, String.valueOf(e.getMessage()));
    }
  }
}
