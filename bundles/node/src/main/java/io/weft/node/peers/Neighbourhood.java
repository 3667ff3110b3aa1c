package io.weft.node.peers;

import io.weft.discovery.Records;
import io.weft.node.NodeId;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.directory.SignedRecords;
import io.weft.node.limits.Limits;
import io.weft.node.metrics.Counts;
import io.weft.node.router.Reach;
import io.weft.node.session.Session;
import io.weft.node.standing.Book;
import io.weft.node.transports.Candidates;
import io.weft.node.transports.Dialler;
import io.weft.node.transports.Interfaces;
import io.weft.node.transports.Transports;
import io.weft.peer.PeerStore;
import io.weft.trust.Identity;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The room of peers, built and connected. Its parts say what they are for. */
public final class Neighbourhood {
  private static final int SECONDS_A_MINUTE = 60;

  /** What a kill may cost of what was merely noted. */
  private static final int STORED_EVERY_SECONDS = 5;

  public final PeerTable table;
  public final Connector connector;
  public final Ways ways;
  public final Judge judge;
  public final Company company;
  public final Arrivals arrivals;
  public final Wishes wishes;
  public final Twins twins;
  public final Reach reach;
  public final Records believed;
  private final Keeper keeper;
  private final Diligence diligence;
  private final Book book = new Book();
  private final Supplier<CompanySize> size;
  private final Supplier<Boolean> autoConnect;
  private int seconds;

  /** What the room needs of the rest of the node. */
  public record Surroundings(
      Identity identity,
      SignedRecords records,
      ServiceDirectory directory,
      Transports transports,
      Interfaces interfaces,
      Dialler dialler,
      ScheduledExecutorService clockwork,
      Executor threads,
      Clock clock,
      RandomGenerator random,
      Limits limits,
      LongSupplier ownSequence,
      Counts counts) {}

  /**
   * @param sessions makes the session of a peer
   * @param forgotten told when what a peer offers and listens to no longer counts
   * @param ended told of the session of a peer that is forgotten
   */
  public Neighbourhood(
      Surroundings at,
      Function<NodeId, Session> sessions,
      Connector.SameMachine sameMachine,
      Supplier<CompanySize> size,
      Supplier<Boolean> autoConnect,
      Consumer<Session> forgotten,
      Consumer<Session> ended) {
    this.size = size;
    this.autoConnect = autoConnect;
    Identity identity = at.identity();
    NodeId self = identity.id();
    Seats seats = new Seats(System::nanoTime);
    Candidates candidates = new Candidates(at.transports(), at.interfaces());
    table = new PeerTable(sessions, book, at.clock());
    connector =
        new Connector(
            self,
            table,
            at.dialler(),
            at.transports(),
            candidates,
            sameMachine,
            at.clockwork(),
            at.threads(),
            at.clock(),
            at.random(),
            seats,
            at.counts(),
            known -> autoConnect.get() ? size.get().goal(known) : 0);
    Lanes lanes = new Lanes(connector, candidates);
    ways = new Ways(self, table, connector, lanes, at.interfaces(), at.clockwork(), at.threads());
    twins = new Twins(at.ownSequence(), at.clock());
    Keys keys = new Keys(table, at.clock());
    judge = new Judge(table, book, seats, forgotten, at.threads(), at.counts(), at.clock());
    company =
        new Company(
            table,
            connector,
            ways,
            seats,
            judge,
            keys,
            at.counts(),
            () -> size.get().maximum(),
            forgotten,
            at.clock());
    arrivals =
        new Arrivals(
            at.identity(),
            at.records(),
            at.limits()::sightings,
            table,
            connector,
            ways,
            keys,
            twins,
            ended,
            at.counts(),
            at.clock());
    keeper =
        new Keeper(
            self,
            table,
            connector,
            seats,
            size,
            autoConnect,
            at.directory()::offersAlone,
            at.random(),
            at.clock());
    believed = new BelievedRecords(arrivals, table, at.clock());
    reach = new OnDemand(table, connector, at.directory(), at.threads(), at.clock());
    diligence = new Diligence(table, at.directory(), judge, at.clock());
    wishes =
        new Wishes(
            self,
            table,
            book,
            judge,
            arrivals,
            connector,
            new Introduction(at.dialler(), at.transports(), candidates),
            at.threads(),
            at.clock());
  }

  /** All sessions, connected or not. */
  public List<Session> sessions() {
    return table.sessions();
  }

  /** This node stops: it dials nobody any more, and all whom it is linked with are told. */
  public void sayLeaving() {
    connector.stop();
    sessions().forEach(Session::sayLeaving);
  }

  /** Other nodes that are known, connected or not. */
  public int known() {
    return table.size();
  }

  /** Whether fewer are connected than the node dials by itself. */
  public boolean wantsPeers() {
    long connected = sessions().stream().filter(Session::connected).count();
    return autoConnect.get() && connected < size.get().target();
  }

  /** A node is not one of this network any more. Blocks. */
  public void expel(NodeId node) {
    arrivals.distrust(); // or its records would be believed for some minutes
    table
        .get(node)
        .ifPresent(
            peer -> {
              Judge.endLinks(peer, "it was put out of the network");
              arrivals.leave(peer, "it was put out of the network");
            });
    book.forget(node);
  }

  /** A store of peers is here. Blocks while it is read. */
  public void add(PeerStore store) {
    wishes.recall(store);
  }

  /** The store of peers goes. Blocks until what has changed is stored. */
  public void remove(PeerStore store) {
    wishes.note();
    book.leave(store);
  }

  /** Stores what has changed; blocks. */
  public void flush() {
    book.flush();
  }

  /**
   * What is looked at every second; does not block.
   *
   * @return whether the store should be written now
   */
  public boolean everySecond() {
    company.expire();
    judge.expire();
    arrivals.expire();
    keeper.look();
    table.look();
    seconds++;
    if (seconds % SECONDS_A_MINUTE == 0) {
      diligence.minute();
      wishes.note();
    }
    return seconds % STORED_EVERY_SECONDS == 0;
  }

  /** Nothing is dialled, nobody is told any more. Blocks until what has changed is stored. */
  public void close() {
    wishes.note();
    book.flush();
    table.close();
  }
}
