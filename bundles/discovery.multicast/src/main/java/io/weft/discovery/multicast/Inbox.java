package io.weft.discovery.multicast;

import io.weft.discovery.Self;
import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a datagram: cheap checks first, then the limits, then the signatures, then the
 * report. Used by one thread.
 */
final class Inbox {

  /** Datagrams that wait for their proof; for one more the first of them is looked at. */
  private static final int MAX_UNPROVEN = 512;

  /** A node is believed for so many of its periods: two heartbeats may be lost. */
  static final int PERIODS_VALID = 3;

  private final NodeId us;
  private final NetworkTag network;
  private final Self self;
  private final SightingSink sink;
  private final Speaker speaker;
  private final Answers answers;
  private final LostMulticast lost;
  private final Consumer<InetSocketAddress> ask;
  private final Duration validFor;
  private final KnownNodes known = new KnownNodes();
  private final Budget budget;
  private final Complaints complaints;
  private final Map<Turn, Unproven> unproven = new LinkedHashMap<>();

  /**
   * Whose datagram waits: only the newest of each is worth a signature.
   *
   * @param introduces whether it is a newcomer's
   */
  private record Turn(NodeId node, InetSocketAddress sender, boolean introduces) {}

  /**
   * A datagram that is not proven to be of the node that it names.
   *
   * @param record the newcomer's, which is believed already; null: the node is known
   */
  private record Unproven(
      Datagram datagram, @Nullable NodeRecord record, Origin origin, int bytes) {
    Message message() {
      return datagram.message();
    }
  }

  /**
   * Where a datagram came from.
   *
   * @param heardOn the interface's name; empty if its networks do not contain the sender
   */
  record Origin(InetSocketAddress sender, Optional<String> heardOn) {
    InetAddress address() {
      return sender.getAddress();
    }

    /** For people. */
    String place() {
      return address().getHostAddress();
    }
  }

  /**
   * @param ask sends a question to a node that is not known
   * @param validFor how long an announcement is believed that does not say it
   */
  Inbox(
      NodeId us,
      Self self,
      SightingSink sink,
      Speaker speaker,
      Answers answers,
      LostMulticast lost,
      Consumer<InetSocketAddress> ask,
      Duration validFor,
      long nowNanos) {
    this.us = us;
    this.network = speaker.network();
    this.self = self;
    this.sink = sink;
    this.speaker = speaker;
    this.answers = answers;
    this.lost = lost;
    this.ask = ask;
    this.validFor = validFor;
    budget = new Budget(nowNanos);
    complaints = new Complaints(sink, nowNanos);
  }

  /** How many nodes are heard at the moment. */
  int present(long nowNanos) {
    return known.present(nowNanos);
  }

  /** Takes back complaints that are long ago. */
  void review(long nowNanos) {
    complaints.review(nowNanos);
  }

  /** Takes in a datagram. */
  void receive(byte[] bytes, Origin origin, long nowNanos) {
    if (!Datagram.isOurs(bytes, network)) {
      return; // another network's, or another program's: nothing to be said of it
    }
    Datagram datagram;
    try {
      datagram = Datagram.decode(bytes, network);
    } catch (IllegalArgumentException e) {
      complaints.about(
          origin.place(),
          "a datagram of " + bytes.length + " bytes is no announcement: " + e.getMessage(),
          nowNanos);
      return;
    }
    Message message = datagram.message();
    if (message.from().equals(us)) {
      ourOwn(message, origin, nowNanos);
    } else if (known.isNew(message.from(), message.counter(), nowNanos)) {
      fromAnother(datagram, origin, bytes.length, nowNanos);
    }
  }

  private void fromAnother(Datagram datagram, Origin origin, int bytes, long nowNanos) {
    Message message = datagram.message();
    if (message.kind() == Message.Kind.GOODBYE) {
      proveThoseOf(message.from(), nowNanos); // else it would come back after its goodbye
    }
    KnownNodes.@Nullable Heard heard = known.find(message.from());
    if (heard != null && message.kind() == Message.Kind.HEARTBEAT) {
      proveLater(new Unproven(datagram, null, origin, bytes), nowNanos);
      return;
    }
    if (heard != null && fromKnown(datagram, heard, origin, bytes, nowNanos)) {
      return;
    }
    if (message.kind().introduces()) {
      if (budget.allows(origin.address(), isNear(origin), nowNanos)) {
        fromNewcomer(datagram, origin, bytes, nowNanos);
      }
    } else if (heard == null
        && message.kind() == Message.Kind.HEARTBEAT
        && message.pulse().isPresent()
        && waiting(message.from()).isEmpty()) {
      askWho(origin, nowNanos);
    }
  }

  /** Returns whether there is no more to it. */
  private boolean fromKnown(
      Datagram datagram, KnownNodes.Heard heard, Origin origin, int bytes, long nowNanos) {
    Message message = datagram.message();
    if (isRepeated(message, heard, nowNanos) || !budget.allowsKnown(message.from(), nowNanos)) {
      return true;
    }
    if (!datagram.isSignedBy(heard.key())) {
      return false; // a forgery, or the node has a new key: then its record says so
    }
    proven(datagram, heard, origin, bytes, nowNanos);
    return true;
  }

  private void proven(
      Datagram datagram, KnownNodes.Heard heard, Origin origin, int bytes, long nowNanos) {
    Message message = datagram.message();
    NodeId node = message.from();
    if (message.kind() == Message.Kind.GOODBYE) {
      known.left(node, message.counter(), nowNanos);
      sink.gone(node);
      return;
    }
    byte[] record = message.kind().introduces() ? message.signedRecord() : heard.signedRecord();
    NodeRecord seen = seen(record, origin, validFor(message, heard)).orElse(null);
    if (seen == null || !seen.id().equals(node)) {
      if (!message.kind().introduces()) {
        known.forget(node);
      }
      return;
    }
    believed(datagram, seen, record, origin, bytes, nowNanos);
    if (message.pulse().isPresent()
        && message.pulse().get().sequence() != seen.sequence()
        && !message.kind().introduces()) {
      askWho(origin, nowNanos);
    }
  }

  private void fromNewcomer(Datagram datagram, Origin origin, int bytes, long nowNanos) {
    Message message = datagram.message();
    byte[] record = message.signedRecord();
    NodeRecord seen = seen(record, origin, validFor(message, null)).orElse(null);
    if (seen == null || !seen.id().equals(message.from())) {
      budget.forged(origin.address(), isNear(origin));
      return;
    }
    proveLater(new Unproven(datagram, seen, origin, bytes), nowNanos);
  }

  private void proveLater(Unproven next, long nowNanos) {
    Message message = next.message();
    Turn turn = new Turn(message.from(), next.origin.sender(), next.record != null);
    Unproven before = unproven.get(turn);
    if (before == null && unproven.size() >= MAX_UNPROVEN) {
      prove(nowNanos);
    }
    if (before == null || message.counter() > before.message().counter()) {
      unproven.put(turn, next);
    }
  }

  /**
   * Looks at the signature of one datagram that can wait until all newcomers' records are reported:
   * where many start together signatures are what they wait for.
   *
   * @return whether there was one
   */
  boolean prove(long nowNanos) {
    Iterator<Unproven> first = unproven.values().iterator();
    if (!first.hasNext()) {
      return false;
    }
    Unproven next = first.next();
    first.remove();
    prove(next, nowNanos);
    return true;
  }

  /** Whether some wait. */
  boolean hasUnproven() {
    return !unproven.isEmpty();
  }

  private List<Turn> waiting(NodeId node) {
    return unproven.keySet().stream().filter(each -> each.node.equals(node)).toList();
  }

  private void proveThoseOf(NodeId node, long nowNanos) {
    for (Turn each : waiting(node)) {
      Unproven next = unproven.remove(each);
      if (next != null) {
        prove(next, nowNanos);
      }
    }
  }

  private void prove(Unproven next, long nowNanos) {
    Message message = next.message();
    KnownNodes.@Nullable Heard heard = known.find(message.from());
    if (!known.isNew(message.from(), message.counter(), nowNanos)) {
      return;
    }
    if (next.record == null) {
      if (heard != null) {
        fromKnown(next.datagram, heard, next.origin, next.bytes, nowNanos);
      }
    } else if (heard == null || !isRepeated(message, heard, nowNanos)) {
      byte[] record = message.signedRecord();
      if (next.datagram.isSignedBy(next.record.publicKey())) {
        believed(next.datagram, next.record, record, next.origin, next.bytes, nowNanos);
      } else {
        budget.forged(next.origin.address(), isNear(next.origin));
      }
    }
  }

  private void believed(
      Datagram datagram,
      NodeRecord record,
      byte[] signedRecord,
      Origin origin,
      int bytes,
      long nowNanos) {
    Message message = datagram.message();
    NodeId node = message.from();
    Duration valid = validFor(message, known.find(node));
    origin
        .heardOn()
        .ifPresent(
            name -> {
              lost.heard(name, datagram.byBroadcast(), valid, nowNanos);
              if (message.pulse().filter(Message.Pulse::broadcastPlease).isPresent()) {
                lost.asked(name, valid, nowNanos);
              }
            });
    boolean isNew =
        known.heard(
            node,
            new KnownNodes.Heard(
                record.publicKey(),
                signedRecord,
                record.sequence(),
                message.counter(),
                nowNanos,
                valid,
                false));
    message.availability().ifPresent(availability -> sink.available(node, availability));
    if (isNew) {
      speaker.welcome(nowNanos, known.present(nowNanos));
    }
    if (message.kind() == Message.Kind.ASK
        || message.query().filter(query -> Answers.has(self.record(), query)).isPresent()) {
      answers.promise(node, message.query(), origin.sender(), bytes, nowNanos);
    }
  }

  /**
   * Our own datagrams come back, as multicast does. A record that is not our present one may be of
   * another process with our key, which the node can tell.
   */
  private void ourOwn(Message message, Origin origin, long nowNanos) {
    if (message.kind().introduces()
        && !Arrays.equals(message.signedRecord(), self.signedRecord())
        && budget.allows(origin.address(), isNear(origin), nowNanos)
        && seen(message.signedRecord(), origin, validFor).isEmpty()) {
      budget.forged(origin.address(), isNear(origin));
    }
  }

  /** An answer has as many bytes as the question; still only near ones are asked. */
  private void askWho(Origin origin, long nowNanos) {
    if (isNear(origin) && budget.allowsAsking(origin.address(), nowNanos)) {
      ask.accept(origin.sender());
    }
  }

  private Optional<NodeRecord> seen(byte[] record, Origin origin, Duration validFor) {
    return sink.seen(
        new Sighting.Signed(record, origin.heardOn(), Optional.of(origin.place())), validFor);
  }

  /**
   * Where many start together each announces itself many times: a record that was heard within one
   * of its sender's periods has no news, and signatures are what costs.
   */
  private static boolean isRepeated(Message message, KnownNodes.Heard heard, long nowNanos) {
    return message.kind() == Message.Kind.ANNOUNCE
        && heard.present(nowNanos)
        && nowNanos - heard.nanos() < heard.validFor().toNanos() / PERIODS_VALID
        && Arrays.equals(message.signedRecord(), heard.signedRecord());
  }

  private static boolean isNear(Origin origin) {
    return origin.heardOn().isPresent();
  }

  /** As it says; else as it said last. */
  private Duration validFor(Message message, KnownNodes.@Nullable Heard heard) {
    return message
        .pulse()
        .map(pulse -> pulse.period().multipliedBy(PERIODS_VALID))
        .orElse(heard == null ? validFor : heard.validFor());
  }
}
