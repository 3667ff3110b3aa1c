package io.weft.discovery.gossip;

import io.weft.node.NodeId;
import io.weft.testkit.ManualClock;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A network in time that the caller moves on, with the very code that gossips. Some of the nodes
 * gossip ("speakers"); the others are linked with two of them each and say nothing, so that there
 * are as many records, renewals and deaths as in a network of that size, and the memory for it is
 * that of the speakers. On one thread; the same setting gives the same run.
 */
public final class GossipModel {

  /** One way; a LAN with some queueing. */
  private static final Duration LATENCY = Duration.ofMillis(5);

  /** From a death to the end of its links: a silent machine, not a killed process. */
  private static final Duration NOTICED = Duration.ofSeconds(30);

  /** Links of a silent node. */
  private static final int LINKS_OF_SILENT = 2;

  private static final Gossip.Settings SETTINGS = GossipDiscovery.checked(10, 64);

  /** What is simulated. */
  public record Setting(int records, int speakers, int links, long seed) {}

  private record Event(long atNanos, long order, Runnable step) {}

  final ManualClock clock = new ManualClock();
  final Random random;
  final Map<NodeId, Integer> numbers = new HashMap<>();

  /** By number; a node that comes anew has a new number. */
  final List<Resident> residents = new ArrayList<>();

  final Map<Integer, SimulatedSpeaker> speakers = new HashMap<>();
  final PublicKey anyKey = key();

  /** What was said by somebody of somebody: nothing, where all are honest. */
  final List<String> complaints = new ArrayList<>();

  private final PriorityQueue<Event> agenda =
      new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparing(Event::order));
  private final Setting setting;
  private long order;
  private final Map<Integer, Watch> watches = new HashMap<>();
  private final Map<String, Long> shares = new TreeMap<>();
  private long messages;
  private long bytes;

  /** When which speaker has heard of one node, or that it is gone. */
  private static final class Watch {
    final long sinceNanos;
    final Map<Integer, Duration> at = new HashMap<>();

    Watch(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }
  }

  /**
   * What a speaker has sent, on the average, in one minute.
   *
   * @param parts the bytes of each kind of message
   */
  public record Traffic(double messages, double bytes, Map<String, Double> parts) {}

  /** Everybody is there, and everybody knows everybody. */
  public GossipModel(Setting setting) {
    this.setting = setting;
    this.random = new Random(setting.seed());
    clock.advance(Duration.ofDays(10));
    for (int i = 0; i < setting.records(); i++) {
      residents.add(new Resident(this, i, i < setting.speakers()));
    }
    for (Resident each : residents) {
      settle(each);
    }
    for (SimulatedSpeaker speaker : speakers.values()) {
      speaker.knowAll(residents);
      agenda(Duration.ofNanos(random.nextLong(Gossip.TICK.toNanos())), speaker::ticks);
    }
    renewals();
  }

  private void settle(Resident each) {
    List<Integer> others = new ArrayList<>(speakers.keySet());
    if (each.speaks()) {
      speakers.put(each.number(), new SimulatedSpeaker(this, each));
    }
    int links = each.speaks() ? setting.links() / 2 : LINKS_OF_SILENT;
    for (int i = 0; i < links && !others.isEmpty(); i++) {
      link(each, others.remove(random.nextInt(others.size())));
    }
  }

  private void link(Resident a, int speaker) {
    a.links().add(speaker);
    speakers.get(speaker).linked(a);
    SimulatedSpeaker own = speakers.get(a.number());
    if (own != null) {
      own.linked(residents.get(speaker));
      residents.get(speaker).links().add(a.number());
    }
  }

  private static PublicKey key() {
    try {
      return KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- time

  Gossip.Settings settings() {
    return SETTINGS;
  }

  void agenda(Duration delay, Runnable step) {
    agenda.add(new Event(clock.getAsLong() + delay.toNanos(), order++, step));
  }

  /** Lets time pass. */
  public void pass(Duration time) {
    long end = clock.getAsLong() + time.toNanos();
    for (Event next = agenda.peek(); next != null && next.atNanos <= end; next = agenda.peek()) {
      agenda.remove();
      clock.advance(Duration.ofNanos(Math.max(0, next.atNanos - clock.getAsLong())));
      next.step.run();
    }
    clock.advance(Duration.ofNanos(end - clock.getAsLong()));
  }

  /** Lets time pass, and counts what is sent meanwhile. */
  public Traffic measure(Duration time) {
    messages = 0;
    bytes = 0;
    shares.clear();
    pass(time);
    double share = Duration.ofMinutes(1).toNanos() / (double) time.toNanos() / speakers.size();
    Map<String, Double> parts = new TreeMap<>();
    shares.forEach((what, all) -> parts.put(what, all * share));
    return new Traffic(messages * share, bytes * share, parts);
  }

  /** One message on its way. */
  void carry(String what, int size, Runnable arrival) {
    shares.merge(what, (long) size + Gossip.OVERHEAD_BYTES, Long::sum);
    messages++;
    bytes += size + Gossip.OVERHEAD_BYTES;
    agenda(LATENCY, arrival);
  }

  // ---- what happens

  /** As SelfRecord does: a hundred renewals an hour in the whole network. */
  private void renewals() {
    Duration lifetime = Duration.ofSeconds(72L * setting.records());
    Duration least = Duration.ofHours(2);
    Duration most = Duration.ofDays(6);
    Duration used = lifetime.compareTo(least) < 0 ? least : lifetime;
    used = used.compareTo(most) > 0 ? most : used;
    long pause = used.dividedBy(2).toNanos() / setting.records();
    agenda(
        Duration.ofNanos(pause),
        () -> {
          renew(any());
          renewals();
        });
  }

  private Resident any() {
    Resident chosen;
    do {
      chosen = residents.get(random.nextInt(residents.size()));
    } while (!chosen.alive());
    return chosen;
  }

  private void renew(Resident each) {
    each.renew();
    SimulatedSpeaker own = speakers.get(each.number());
    if (own != null) {
      own.gossip.refresh();
    }
    for (int speaker : each.links()) {
      SimulatedSpeaker host = speakers.get(speaker);
      if (host != null) {
        host.linked(each);
      }
    }
  }

  /** A new node comes; whoever hears of it is watched. */
  public void join(boolean speaks) {
    Resident newcomer = new Resident(this, residents.size(), speaks);
    residents.add(newcomer);
    watches.put(newcomer.number(), new Watch(clock.getAsLong()));
    settle(newcomer);
    SimulatedSpeaker own = speakers.get(newcomer.number());
    if (own != null) {
      own.begin();
    }
  }

  /** A node dies, or says goodbye; whoever hears of that is watched. */
  public void end(boolean speaks, boolean goodbye) {
    Resident gone;
    do {
      gone = any();
    } while (gone.speaks() != speaks);
    end(Set.of(gone), goodbye);
  }

  /** All of these at the same moment; the first is watched. */
  private void end(Set<Resident> gone, boolean goodbye) {
    watches.put(gone.iterator().next().number(), new Watch(clock.getAsLong()));
    for (Resident each : gone) {
      each.die();
      SimulatedSpeaker own = speakers.remove(each.number());
      if (own != null) {
        own.stop();
      }
    }
    agenda(NOTICED, this::moveIn);
    for (Resident each : gone) {
      for (int speaker : new TreeSet<>(each.links())) {
        agenda(
            goodbye ? LATENCY : NOTICED,
            () -> {
              SimulatedSpeaker host = speakers.get(speaker);
              if (host != null) {
                host.unlinked(each, goodbye);
                if (each.speaks()) {
                  relink(residents.get(speaker));
                }
              }
            });
      }
    }
  }

  /** A silent node and all that it is linked with die at the same moment: nobody sees it. */
  public void endUnseen() {
    Resident silent;
    do {
      silent = any();
    } while (silent.speaks());
    Set<Resident> gone = new LinkedHashSet<>(List.of(silent));
    silent.links().forEach(speaker -> gone.add(residents.get(speaker)));
    end(gone, false);
  }

  /** Silent nodes look for other company when theirs is gone. */
  private void moveIn() {
    for (Resident each : residents) {
      if (each.alive() && !each.speaks()) {
        each.links().removeIf(speaker -> !speakers.containsKey(speaker));
        while (each.links().size() < Math.min(LINKS_OF_SILENT, speakers.size())) {
          relink(each);
        }
      }
    }
  }

  private void relink(Resident bereaved) {
    List<Integer> others = new ArrayList<>(speakers.keySet());
    others.removeAll(bereaved.links());
    others.remove((Integer) bereaved.number());
    if (!others.isEmpty()) {
      link(bereaved, others.get(random.nextInt(others.size())));
    }
  }

  /** Somebody comes and somebody goes, all the time; the speakers' share of both is theirs. */
  public void churn(double partOfAllAMinute, Duration time) {
    double each = setting.records() * partOfAllAMinute * time.toSeconds() / 60;
    for (int i = 0; i < each; i++) {
      agenda(
          Duration.ofNanos(random.nextLong(time.toNanos())),
          () -> {
            boolean speaks = random.nextInt(setting.records()) < setting.speakers();
            end(speaks, random.nextBoolean());
            join(speaks);
          });
    }
  }

  void heard(int number, int by) {
    Watch watch = watches.get(number);
    if (watch != null) {
      watch.at.putIfAbsent(by, Duration.ofNanos(clock.getAsLong() - watch.sinceNanos));
    }
  }

  void heardGone(int number, int by) {
    Watch watch = watches.get(number);
    if (watch != null) {
      watch.at.put(by, Duration.ofNanos(clock.getAsLong() - watch.sinceNanos));
    }
  }

  /** Nobody is watched any more. */
  public void forget() {
    watches.clear();
  }

  /** After how long each speaker had heard of each who is watched. */
  public List<Duration> heardAfter() {
    return watches.values().stream().flatMap(each -> each.at.values().stream()).sorted().toList();
  }

  /** What speakers have said of others that could not be read. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** How many speakers there are. */
  public int speaking() {
    return speakers.size();
  }

  /** Speakers that still believe in somebody who is dead. */
  public int ghosts() {
    return (int) speakers.values().stream().filter(each -> each.believesInAny(false)).count();
  }

  /** Members that some speaker does not know though they live; summed over all speakers. */
  public long missing() {
    return speakers.values().stream().mapToLong(SimulatedSpeaker::missing).sum();
  }
}
