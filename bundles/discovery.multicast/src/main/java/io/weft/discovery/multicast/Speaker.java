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

/** What this node says, and when it is time to. Used by one thread. */
final class Speaker {

  private static final Logger LOG = LoggerFactory.getLogger(MulticastDiscovery.class);

  /** Announcements at the start: two may be lost. */
  private static final int AT_START = 3;

  /** Between the announcements at the start, on average. */
  private static final Duration QUICK = Duration.ofMillis(150);

  /** Periods differ by up to this part, so that nodes do not fall into step. */
  private static final double JITTER = 0.1;

  /**
   * How soon a newcomer hears of us: at least, and on top of it for each node that does the same.
   */
  private static final Duration WELCOME = Duration.ofMillis(20);

  private static final Duration WELCOME_FOR_EACH = Duration.ofMillis(2);

  /** Interfaces up to which the periods hold; with more of them they are stretched. */
  private static final int INTERFACES = 4;

  private final Self self;
  private final Identity identity;
  private final NetworkTag network;
  private final Clock clock;
  private final RandomGenerator random;
  private final Duration announcePeriod;
  private final Duration heartbeatPeriod;
  private long lastCounter;
  private int quickOnes = AT_START;
  private long nextAnnounceNanos;
  private long nextHeartbeatNanos;
  private boolean sizeSaid;

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
    this.heartbeatPeriod = settings.heartbeatPeriod();
    nextAnnounceNanos = nowNanos;
    nextHeartbeatNanos = nowNanos + heartbeatPeriod.toNanos();
  }

  NetworkTag network() {
    return network;
  }

  /** The next time at which there is something to say. */
  long nextNanos() {
    return nextAnnounceNanos - nextHeartbeatNanos < 0 ? nextAnnounceNanos : nextHeartbeatNanos;
  }

  /**
   * What is to be sent to all now, if anything.
   *
   * @param interfaces on which it is sent
   */
  Optional<byte[]> due(long nowNanos, int interfaces) {
    double stretch = Math.max(1, interfaces / (double) INTERFACES);
    if (nowNanos - nextAnnounceNanos >= 0) {
      quickOnes = Math.max(0, quickOnes - 1);
      nextAnnounceNanos = nowNanos + after(quickOnes > 0 ? QUICK : announcePeriod, stretch);
      return Optional.of(introduction(Message.Kind.ANNOUNCE, Optional.empty()));
    }
    if (nowNanos - nextHeartbeatNanos >= 0) {
      nextHeartbeatNanos = nowNanos + after(heartbeatPeriod, stretch);
      return Optional.of(
          datagram(
              Message.Kind.HEARTBEAT,
              new byte[0],
              Optional.of(self.availability()),
              Optional.empty()));
    }
    return Optional.empty();
  }

  /** The record or the interfaces have changed: announce three times, beginning now. */
  void announceAgain(long nowNanos) {
    quickOnes = AT_START;
    nextAnnounceNanos = nowNanos;
  }

  /** Somebody new is there: announce soon, but not all at once. */
  void welcome(long nowNanos, int known) {
    long spread = WELCOME.plus(WELCOME_FOR_EACH.multipliedBy(known)).toNanos();
    long soon = nowNanos + WELCOME.toNanos() + random.nextLong(spread);
    if (soon - nextAnnounceNanos < 0) {
      nextAnnounceNanos = soon;
    }
  }

  byte[] query(Query query) {
    return introduction(Message.Kind.QUERY, Optional.of(query));
  }

  byte[] answer() {
    return introduction(Message.Kind.ANSWER, Optional.empty());
  }

  byte[] goodbye() {
    return datagram(Message.Kind.GOODBYE, new byte[0], Optional.empty(), Optional.empty());
  }

  private byte[] introduction(Message.Kind kind, Optional<Query> query) {
    return datagram(
        kind,
        self.signedRecord(),
        query.isPresent() ? Optional.empty() : Optional.of(self.availability()),
        query);
  }

  private byte[] datagram(
      Message.Kind kind,
      byte[] record,
      Optional<Availability> availability,
      Optional<Query> query) {
    lastCounter =
        Math.max(lastCounter + 1, ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
    byte[] datagram =
        Datagram.encode(
            new Message(kind, identity.id(), lastCounter, record, availability, query),
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

  private long after(Duration period, double stretch) {
    double part = 1 - JITTER + 2 * JITTER * random.nextDouble();
    return (long) (period.toNanos() * stretch * part);
  }
}
