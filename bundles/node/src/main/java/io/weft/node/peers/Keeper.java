package io.weft.node.peers;

import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.node.session.SessionLink;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo.State;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps good company: enough peers and not too many, the proven ones on the shortest ways, and not
 * all of one kind. Dials up to the target, or everybody where a network fits; lets go of the worst
 * so that a seat is free for who comes, but never of one that carries work which it alone can do.
 * One thread at a time looks; the rest is safe on every thread.
 *
 * <p>Whoever is next by id is company whatever it is worth: following the ids, everybody reaches
 * everybody, so that nodes which have enough company among themselves are no island.
 */
public final class Keeper {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

  /** A seat is taken for so long before the link is there: longer than a dial takes. */
  private static final Duration LINKING = Duration.ofSeconds(15);

  /** Whoever lives has answered by then; a dial to the dead takes as long as its time-out. */
  private static final Duration ANSWERS = Duration.ofSeconds(1);

  /** Candidates that are weighed at a time: more would not make the choice much better. */
  private static final int WEIGHED = 64;

  /** Points for being the only one of an address range or a role: as much as an hour of company. */
  private static final double DIVERSITY = 30;

  /** Points that a way loses with each tenfold of its cost: ten minutes of company. */
  private static final double COST = 10;

  /** Points by chance: of equals, not every node may choose the same ones. */
  private static final double CHANCE = 20;

  /** Points for the neighbours by id: more than all others together can make. */
  private static final double NEIGHBOUR = 1_000;

  /** Who came so short a while ago is not whom it replaces: some looks of a second. */
  private static final Duration WELCOME = Duration.ofSeconds(5);

  /** So many new ones within a second, of all who are known, are no usual coming and going. */
  private static final int THRONG = 4;

  /** Looks for which that may be waited for: a segment of some hundred nodes has met by then. */
  private static final int THRONG_LOOKS = 5;

  /** Address ranges that count as one: /24 of IPv4, /64 of IPv6, as text. */
  private static final int IPV4_PARTS = 3;

  private static final int IPV6_PARTS = 4;

  private final NodeId self;
  private final PeerTable table;
  private final Dials dials;
  private final Seats seats;
  private final Supplier<CompanySize> size;
  private final Supplier<Boolean> autoConnect;
  private final Predicate<NodeId> neededAlone;
  private final RandomGenerator random;
  private final Clock clock;
  private int knownBefore;
  private int looksInThrong;

  /**
   * @param autoConnect whether to dial peers that are found
   * @param neededAlone whether a peer offers what nobody else does who is connected
   */
  public Keeper(
      NodeId self,
      PeerTable table,
      Dials dials,
      Seats seats,
      Supplier<CompanySize> size,
      Supplier<Boolean> autoConnect,
      Predicate<NodeId> neededAlone,
      RandomGenerator random,
      Clock clock) {
    this.self = self;
    this.table = table;
    this.dials = dials;
    this.seats = seats;
    this.size = size;
    this.autoConnect = autoConnect;
    this.neededAlone = neededAlone;
    this.random = random;
    this.clock = clock;
  }

  /** Looks at the company; every second. */
  public void look() {
    Instant now = clock.instant();
    List<Peer> peers = table.peers();
    boolean throng = isThrong(peers.size());
    seats.retain(
        LINKING,
        id ->
            table
                .get(id)
                .map(peer -> peer.session().connected() || peer.suspended())
                .orElse(false));
    List<Peer> here = peers.stream().filter(peer -> peer.session().connected()).toList();
    if (throng && !here.isEmpty()) {
      return;
    }
    Kinds kinds = Kinds.of(here);
    letGoOfWorst(here, kinds, now);
    dialNext(peers, now);
    dialBest(peers, kinds, now);
  }

  /**
   * Whether many more are known than a second ago, as where all nodes of a site start together: who
   * is best and who is next is another one with each look, and would be let go again.
   */
  private boolean isThrong(int known) {
    int more = known - knownBefore;
    knownBefore = known;
    looksInThrong = more >= THRONG ? looksInThrong + 1 : 0;
    return looksInThrong > 0 && looksInThrong <= THRONG_LOOKS;
  }

  private void letGoOfWorst(List<Peer> here, Kinds kinds, Instant now) {
    CompanySize wanted = size.get();
    int kept = wanted.kept(table.size());
    int surplus = here.size() - kept;
    if (surplus <= 0) {
      return;
    }
    boolean tooMany = here.size() > wanted.maximum();
    Set<NodeId> neighbours = neighbours(here);
    here.stream()
        .filter(peer -> !peer.needed(now) && !peer.session().waiting())
        .filter(peer -> !neededAlone.test(peer.id()))
        .filter(peer -> tooMany || seats.hasFor(WELCOME, peer.id()))
        .sorted(
            Comparator.comparingDouble(
                peer ->
                    worth(peer, kinds, now, 1) + (neighbours.contains(peer.id()) ? NEIGHBOUR : 0)))
        .limit(surplus)
        .forEach(peer -> letGo(peer, kept));
  }

  private void letGo(Peer peer, int kept) {
    String why = "enough company: " + kept + " peers";
    table.note(peer, PeerEvent.Kind.LET_GO, why);
    LOG.info("{} ({}) is let go: {}", peer.name(), peer.id().shortText(), why);
    peer.part();
    peer.session().part(why);
    seats.leave(peer.id());
  }

  /** Who is next to this node by id, and to whom this node may be next. */
  private Set<NodeId> neighbours(List<Peer> here) {
    Set<NodeId> both = new HashSet<>();
    next(here, Comparator.naturalOrder()).ifPresent(peer -> both.add(peer.id()));
    next(here, Comparator.reverseOrder()).ifPresent(peer -> both.add(peer.id()));
    return both;
  }

  /** The first behind this node in this order; behind the last comes the first of all. */
  private Optional<Peer> next(List<Peer> peers, Comparator<NodeId> order) {
    return peers.stream()
        .min(
            Comparator.comparing((Peer peer) -> order.compare(peer.id(), self) < 0)
                .thenComparing(Peer::id, order));
  }

  /** Dials the next by id, above the target too, unless it is here. */
  private void dialNext(List<Peer> peers, Instant now) {
    if (!autoConnect.get()) {
      return;
    }
    List<Peer> possible =
        peers.stream().filter(peer -> seats.has(peer.id()) || mayDial(peer, now)).toList();
    next(possible, Comparator.naturalOrder())
        .filter(peer -> !seats.has(peer.id()))
        .filter(peer -> seats.take(peer.id(), size.get().maximum()))
        .ifPresent(dials::sighted);
  }

  private boolean mayDial(Peer peer, Instant now) {
    return (peer.state() == State.KNOWN || peer.state() == State.LOST)
        && peer.leased(now)
        && dials.mayTry(peer);
  }

  private void dialBest(List<Peer> peers, Kinds kinds, Instant now) {
    if (!autoConnect.get()) {
      return;
    }
    int room = dials.goal() - seats.taken() + silent(peers);
    if (room <= 0) {
      return;
    }
    record Weighed(Peer peer, double worth) {}
    peers.stream()
        .filter(peer -> !seats.has(peer.id()) && mayDial(peer, now))
        .sorted(Comparator.comparingDouble(peer -> -peer.reputation().score(now)))
        .limit(Math.max(WEIGHED, room))
        .map(peer -> new Weighed(peer, worth(peer, kinds, now, 0)))
        .sorted(Comparator.comparingDouble(each -> -each.worth()))
        .limit(room)
        .filter(each -> seats.take(each.peer().id(), size.get().maximum()))
        .forEach(each -> dials.sighted(each.peer()));
  }

  /** How many have been dialled for a while without an answer: others are tried beside them. */
  private int silent(List<Peer> peers) {
    return (int)
        peers.stream()
            .filter(peer -> seats.hasFor(ANSWERS, peer.id()))
            .filter(peer -> !peer.session().connected() && !peer.suspended())
            .count();
  }

  /**
   * How good a peer's company is.
   *
   * @param counted how often its own kind is among the kinds already
   */
  private double worth(Peer peer, Kinds kinds, Instant now, int counted) {
    double worth = peer.reputation().score(now) + CHANCE * random.nextDouble();
    worth -= COST * Math.log10((double) Math.max(1, costNanos(peer)));
    return kinds.isRare(peer, counted) ? worth + DIVERSITY : worth;
  }

  private long costNanos(Peer peer) {
    return peer.session()
        .inUse()
        .map(SessionLink::costNanos)
        .orElseGet(() -> dials.expectedNanos(peer));
  }

  /** Address ranges and roles of those that are here, each as often as it is there. */
  private record Kinds(List<String> all) {

    static Kinds of(List<Peer> here) {
      return new Kinds(here.stream().flatMap(peer -> of(peer).stream()).toList());
    }

    private static Set<String> of(Peer peer) {
      Set<String> kinds = new HashSet<>();
      Optional<NodeRecord> record = peer.record();
      record.ifPresent(
          known -> {
            known.roles().forEach(role -> kinds.add("role " + role));
            known.addresses().stream().map(Kinds::range).forEach(kinds::add);
          });
      return kinds;
    }

    /** Whether it has something that the others have not. */
    boolean isRare(Peer peer, int counted) {
      return of(peer).stream()
          .anyMatch(kind -> all.stream().filter(kind::equals).count() <= counted);
    }

    private static String range(URI address) {
      String host = address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
      boolean six = host.startsWith("[");
      String[] parts = host.replace("[", "").split(six ? ":" : "\\.");
      int kept = Math.min(parts.length, six ? IPV6_PARTS : IPV4_PARTS);
      return "range " + String.join(six ? ":" : ".", List.of(parts).subList(0, kept));
    }
  }
}
