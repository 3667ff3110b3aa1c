package io.weft.discovery.multicast;

import io.weft.discovery.Availability;
import io.weft.discovery.Query;
import io.weft.discovery.Self;
import io.weft.trust.Identity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node says, and when it is time to. Its record three times at once, when it is new or
 * somebody else is; then only that it is still here, at first soon and later seldom. Used by one
 * thread.
 */
final class Speaker {

  private static final Logger LOG = LoggerFactory.getLogger(MulticastDiscovery.class);

  /** Announcements at the start: two may be lost. */
  private static final int AT_START = 3;

  /** Between the announcements at the start, on average. */
  private static final Duration QUICK = Duration.ofMillis(150);

  /** From an announcement to the first heartbeat; each further one takes twice as long. */
  private static final Duration FIRST_HEARTBEAT = Duration.ofSeconds(1);

  /**
   * Between two heartbeats for each node that is heard: so all nodes of a segment together send
   * some 100 bytes a second, however many they are.
   */
  private static final Duration FOR_EACH = Duration.ofMillis(2500);

  /** Longest time between two heartbeats: three of them are what the node believes at most. */
  private static final Duration LONGEST = Duration.ofSeconds(200);

  /** Announcements differ by up to this part, so that nodes do not fall into step. */
  private static final double JITTER = 0.1;

  /** Heartbeats come earlier than they must by up to this part: nodes start together. */
  private static final double EARLIER = 0.25;

  /**
   * How soon a newcomer hears of us: at least, and on top of it for each node that does the same.
   */
  private static final Duration WELCOME = Duration.ofMillis(20);

  private static final Duration WELCOME_FOR_EACH = Duration.ofMillis(2);

  /** Between two announcements to newcomers: where many start together, one serves several. */
  private static final Duration BETWEEN_WELCOMES = Duration.ofMillis(500);

  /** Interfaces up to which the periods hold; with more of them they are stretched. */
  private static final int INTERFACES = 4;

  private final Self self;
  private final Identity identity;
  private final NetworkTag network;
  private final Clock clock;
  private final RandomGenerator random;
  private final Duration announcePeriod;
  private long lastCounter;
  private int quickOnes = AT_START;
  private boolean announcing = true;
  private long nextAnnounceNanos;
  private long nextHeartbeatNanos;
  private long announcedNanos;
  private Duration gap = FIRST_HEARTBEAT;
  private boolean sizeSaid;

  /**
   * Around us at the moment.
   *
   * @param interfaces on which everything is sent
   * @param nodes that are heard
   * @param broadcastPlease whether we hear of others by broadcast alone
   */
  record Surroundings(int interfaces, int nodes, boolean broadcastPlease) {}

  Speaker(
      MulticastDiscovery.Settings settings,
      Identity identity,
      Self self,
      Clock clock,
      RandomGenerator random,
      long nowNanos) {
    this.self = self;
    this.identity = identity;
    this.network = NetworkTag.of(identity.network());
    this.clock = clock;
    this.random = random;
    this.announcePeriod = settings.announcePeriod();
    nextAnnounceNanos = nowNanos;
    announcedNanos = nowNanos;
    nextHeartbeatNanos = nowNanos + FIRST_HEARTBEAT.toNanos();
  }

  NetworkTag network() {
    return network;
  }

  /** Whether something is due. */
  boolean isDue(long nowNanos) {
    return nextNanos() - nowNanos <= 0;
  }

  /** The next time at which there is something to say. */
  long nextNanos() {
    return announcing && nextAnnounceNanos - nextHeartbeatNanos < 0
        ? nextAnnounceNanos
        : nextHeartbeatNanos;
  }

  /**
   * Whether everybody is to hear it, by whatever way: the last announcement at the start, which
   * nobody needs who has heard one before.
   */
  boolean isLoud() {
    return announcing && quickOnes == 1;
  }

  /** What is to be sent to all now, if anything. */
  Optional<byte[]> due(long nowNanos, Surroundings around) {
    if (announcing && nowNanos - nextAnnounceNanos >= 0) {
      quickOnes = Math.max(0, quickOnes - 1);
      announcing = quickOnes > 0;
      announcedNanos = nowNanos;
      nextAnnounceNanos = nowNanos + after(QUICK, stretch(around));
      nextHeartbeatNanos = nowNanos + after(gap, stretch(around));
      return Optional.of(introduction(Message.Kind.ANNOUNCE, Optional.empty(), around));
    }
    if (nowNanos - nextHeartbeatNanos >= 0) {
      Duration period = period(around);
      gap = gap.multipliedBy(2).compareTo(period) < 0 ? gap.multipliedBy(2) : period;
      nextHeartbeatNanos = nowNanos + (long) (gap.toNanos() * (1 - EARLIER * random.nextDouble()));
      return Optional.of(
          datagram(
              Message.Kind.HEARTBEAT,
              new byte[0],
              Optional.of(self.availability()),
              Optional.empty(),
              Optional.of(pulse(around))));
    }
    return Optional.empty();
  }

  /** The record or the interfaces have changed: announce three times, beginning now. */
  void announceAgain(long nowNanos) {
    quickOnes = AT_START;
    announcing = true;
    nextAnnounceNanos = nowNanos;
    gap = FIRST_HEARTBEAT;
  }

  /** Somebody new is there: announce soon, but not all at once. */
  void welcome(long nowNanos, int known) {
    long spread = WELCOME.plus(WELCOME_FOR_EACH.multipliedBy(known)).toNanos();
    long soon = nowNanos + WELCOME.toNanos() + random.nextLong(spread);
    long again = announcedNanos + BETWEEN_WELCOMES.toNanos();
    soon = again - soon > 0 ? again : soon;
    if (!announcing || soon - nextAnnounceNanos < 0) {
      announcing = true;
      nextAnnounceNanos = soon;
    }
  }

  byte[] query(Query query, Surroundings around) {
    return introduction(Message.Kind.QUERY, Optional.of(query), around);
  }

  /** To somebody whom we do not know. */
  byte[] ask(Surroundings around) {
    return introduction(Message.Kind.ASK, Optional.empty(), around);
  }

  byte[] answer(Surroundings around) {
    return introduction(Message.Kind.ANSWER, Optional.empty(), around);
  }

  byte[] goodbye() {
    return datagram(
        Message.Kind.GOODBYE, new byte[0], Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The longest time between two heartbeats, with these around. */
  Duration period(Surroundings around) {
    Duration shared = FOR_EACH.multipliedBy(around.nodes());
    Duration period = shared.compareTo(announcePeriod) > 0 ? shared : announcePeriod;
    Duration stretched = Duration.ofMillis((long) (period.toMillis() * stretch(around)));
    Duration longest = announcePeriod.compareTo(LONGEST) > 0 ? announcePeriod : LONGEST;
    return stretched.compareTo(longest) > 0 ? longest : stretched;
  }

  private Message.Pulse pulse(Surroundings around) {
    return new Message.Pulse(
        self.record().sequence(), period(around).plusMillis(999), around.broadcastPlease());
  }

  private byte[] introduction(Message.Kind kind, Optional<Query> query, Surroundings around) {
    return datagram(
        kind,
        self.signedRecord(),
        kind.asks() ? Optional.empty() : Optional.of(self.availability()),
        query,
        kind.asks() ? Optional.empty() : Optional.of(pulse(around)));
  }

  private byte[] datagram(
      Message.Kind kind,
      byte[] record,
      Optional<Availability> availability,
      Optional<Query> query,
      Optional<Message.Pulse> pulse) {
    lastCounter =
        Math.max(lastCounter + 1, ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
    byte[] datagram =
        Datagram.encode(
            new Message(kind, identity.id(), lastCounter, record, availability, query, pulse),
            network,
            identity::sign);
    if (datagram.length > Datagram.UNFRAGMENTED_BYTES && !sizeSaid) {
      sizeSaid = true;
      LOG.info(
          "announcements have {} bytes and travel in fragments (up to {} bytes they would not):"
              + " fewer services, capabilities, roles or addresses make them smaller",
          datagram.length,
          Datagram.UNFRAGMENTED_BYTES);
    }
    return datagram;
  }

  private static double stretch(Surroundings around) {
    return Math.max(1, around.interfaces() / (double) INTERFACES);
  }

  private long after(Duration period, double stretch) {
    double part = 1 - JITTER + 2 * JITTER * random.nextDouble();
    return (long) (period.toNanos() * stretch * part);
  }
}
