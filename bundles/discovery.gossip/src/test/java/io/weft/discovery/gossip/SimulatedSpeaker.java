package io.weft.discovery.gossip;

import io.weft.discovery.Availability;
import io.weft.discovery.RecordException;
import io.weft.discovery.Records;
import io.weft.discovery.Self;
import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A node that gossips, in a {@link GossipModel}: what is around the real code. */
final class SimulatedSpeaker implements Post, Self, SightingSink, Records {
  private final GossipModel model;
  private final Resident resident;
  private final Set<Integer> links = new TreeSet<>();

  /** By number, what the node believes. */
  private final Map<Integer, Resident.Signed> believed = new HashMap<>();

  final Gossip gossip;
  private boolean stopped;

  SimulatedSpeaker(GossipModel model, Resident resident) {
    this.model = model;
    this.resident = resident;
    this.gossip =
        new Gossip(
            this,
            this,
            this,
            this,
            model.settings(),
            model.clock,
            new SplittableRandom(model.random.nextLong()));
  }

  /** Everybody, as if it had heard of them before. */
  void knowAll(List<Resident> all) {
    for (Resident each : all) {
      if (each != resident && !links.contains(each.number())) {
        Resident.Signed signed = each.now();
        Item item =
            new Item(Key.of(signed.record().id()), signed.record().sequence(), Item.Kind.PRESENT);
        gossip
            .members()
            .take(new PageAnswer.Signed(0, true, signed.bytes()), 0, item, "before", false);
      }
    }
    while (!gossip.members().news().tell(Chat.MAX_NEWS).isEmpty()) {
      continue; // that is not news
    }
  }

  void begin() {
    gossip.start();
    ticks();
  }

  void ticks() {
    if (!stopped) {
      gossip.tick();
      model.agenda(Gossip.TICK, this::ticks);
    }
  }

  void stop() {
    stopped = true;
  }

  void linked(Resident other) {
    links.add(other.number());
    believed.put(other.number(), other.now());
    gossip.linked(other.now().record().id());
    model.heard(other.number(), resident.number());
  }

  void unlinked(Resident other, boolean goodbye) {
    links.remove(other.number());
    resident.links().remove(other.number());
    NodeId id = other.now().record().id();
    if (goodbye) {
      believed.remove(other.number());
      gossip.left(id, true);
      model.heardGone(other.number(), resident.number());
    } else {
      gossip.unlinked(id, true);
    }
  }

  boolean believesInAny(boolean alive) {
    return believed.keySet().stream()
        .anyMatch(number -> model.residents.get(number).alive() == alive);
  }

  long missing() {
    return model.residents.stream()
        .filter(each -> each.alive() && each != resident && !believed.containsKey(each.number()))
        .count();
  }

  // ---- Post

  @Override
  public List<NodeId> partners() {
    List<NodeId> there = new ArrayList<>();
    for (int each : links) {
      SimulatedSpeaker other = model.speakers.get(each);
      if (other != null) {
        there.add(other.resident.now().record().id());
      }
    }
    return there;
  }

  @Override
  public CompletionStage<byte[]> ask(NodeId partner, String action, byte[] body) {
    CompletableFuture<byte[]> answered = new CompletableFuture<>();
    SimulatedSpeaker other = model.speakers.get(model.numbers.get(partner));
    if (other == null) {
      model.agenda(
          Duration.ofSeconds(5),
          () -> answered.completeExceptionally(new IllegalStateException("dead")));
      return answered;
    }
    NodeId own = resident.now().record().id();
    model.carry(
        action,
        body.length,
        () -> {
          try {
            byte[] answer = other.gossip.answer(own, action, body);
            model.carry(action + " answered", answer.length, () -> complete(answered, answer));
          } catch (Garbled | Busy e) {
            model.carry("refused", 0, () -> answered.completeExceptionally(e));
          }
        });
    return answered;
  }

  private void complete(CompletableFuture<byte[]> answered, byte[] answer) {
    if (!stopped) {
      answered.complete(answer);
    }
  }

  @Override
  public void later(Duration delay, Runnable task) {
    model.agenda(
        delay,
        () -> {
          if (!stopped) {
            task.run();
          }
        });
  }

  // ---- Self

  @Override
  public NodeRecord record() {
    return resident.now().record();
  }

  @Override
  public byte[] signedRecord() {
    return resident.now().bytes();
  }

  @Override
  public Availability availability() {
    return new Availability(0, 0);
  }

  @Override
  public boolean wantsPeers() {
    return false;
  }

  @Override
  public Optional<InetAddress> bindAddress() {
    return Optional.empty();
  }

  // ---- SightingSink

  @Override
  public Optional<NodeRecord> seen(Sighting sighting, Duration validFor) {
    byte[] bytes = ((Sighting.Signed) sighting).bytes();
    Resident other = model.residents.get(Resident.numberIn(bytes));
    Resident.Signed signed = other.signed(Resident.sequenceIn(bytes));
    Resident.Signed before = believed.get(other.number());
    if (before == null || before.record().sequence() < signed.record().sequence()) {
      believed.put(other.number(), signed);
      model.heard(other.number(), resident.number());
    }
    return Optional.of(signed.record());
  }

  @Override
  public void available(NodeId node, Availability availability) {}

  @Override
  public void gone(NodeId node) {
    int number = model.numbers.get(node);
    believed.remove(number);
    model.heardGone(number, resident.number());
  }

  @Override
  public void failed(String place, String reason) {
    model.complaints.add(place + ": " + reason);
  }

  @Override
  public void recovered(String place) {}

  @Override
  public void nextLook(Instant at) {}

  // ---- Records

  @Override
  public List<Known> known() {
    return links.stream().map(this::known).toList();
  }

  private Known known(int number) {
    Resident.Signed signed = believed.get(number);
    return new Known(
        signed.record(), signed.bytes(), links.contains(number), Set.of(), model.clock.instant());
  }

  @Override
  public Optional<Known> find(NodeId node) {
    int number = model.numbers.get(node);
    return believed.containsKey(number) ? Optional.of(known(number)) : Optional.empty();
  }

  @Override
  public NodeRecord verify(byte[] signed) throws RecordException {
    throw new RecordException(RecordException.Reason.MALFORMED, "not asked here");
  }
}
