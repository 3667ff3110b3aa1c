package io.weft.files.desk;

import io.weft.exchange.ApplicationException;
import io.weft.files.folder.SafeName;
import io.weft.files.live.Live;
import io.weft.files.receive.Errand;
import io.weft.files.receive.Pull;
import io.weft.files.send.Origin;
import io.weft.files.send.Outgoing;
import io.weft.files.send.Parcel;
import io.weft.files.wire.Circle;
import io.weft.files.wire.Closing;
import io.weft.files.wire.Locator;
import io.weft.files.wire.Refusals;
import io.weft.node.NodeId;
import io.weft.transfer.FetchOptions;
import io.weft.transfer.FileTransfers;
import io.weft.transfer.SendOptions;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.Direction;
import io.weft.transfer.TransferException;
import io.weft.transfer.TransferException.Reason;
import io.weft.transfer.TransferListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All transfers of this node. Safe on every thread. */
public final class Desk implements FileTransfers {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

  /** Ended transfers that are still shown. */
  private static final int MOST_ENDED = 256;

  private final Workshop shop;
  private final Addressees addressees;
  private final Ids ids = new Ids();
  private final Map<String, Pull> pulls = new LinkedHashMap<>();
  private final Map<String, Outgoing> outgoing = new LinkedHashMap<>();
  private final Map<String, Live> held = new LinkedHashMap<>();
  private final Map<String, Live> ended =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Live> eldest) {
          return size() > MOST_ENDED;
        }
      };

  /** Finds nodes by what people call them; throws {@link TransferException} if there is none. */
  public interface Addressees {

    /** The one of this name. */
    NodeId named(String name);

    /** Those that are connected and have this role. */
    List<NodeId> withRole(String role);
  }

  public Desk(Workshop shop, Addressees addressees) {
    this.shop = shop;
    this.addressees = addressees;
  }

  /** Goes on with what had not ended when the node stopped. */
  public void restore() throws IOException {
    shop.book()
        .open()
        .forEach(
            (id, fields) -> {
              try {
                restore(id, fields, Records.isPaused(fields));
              } catch (IllegalArgumentException e) {
                LOG.warn("transfer {} cannot be gone on with: {}", id, e.getMessage());
              }
            });
  }

  private void restore(String id, Map<String, String> fields, boolean paused) {
    if (Records.isErrand(fields)) {
      Errand errand = Records.errand(id, fields);
      Pull pull = pull(errand, live(errand));
      if (paused) {
        pull.pause();
      } else {
        pull.start();
      }
    } else {
      Outgoing made = outgoing(Records.parcel(id, fields));
      if (paused) {
        made.pause();
      }
    }
  }

  /** Looks who is there: now and then, and whenever a node comes. */
  public void look() {
    List<Outgoing> sent;
    List<Pull> pulled;
    synchronized (this) {
      sent = List.copyOf(outgoing.values());
      pulled = List.copyOf(pulls.values());
    }
    sent.forEach(Outgoing::look);
    pulled.forEach(Pull::look);
  }

  /** The node stops: all goes on at its next start. */
  public void stop() {
    List<Pull> all;
    synchronized (this) {
      all = List.copyOf(pulls.values());
    }
    all.forEach(Pull::stop);
  }

  // ---- what somebody here wants

  @Override
  public Transfer send(List<Path> files, NodeId to, SendOptions options) {
    return send(Roots.parcel(ids.next(), files, to, options));
  }

  private Transfer send(Parcel parcel) {
    shop.book().keep(parcel.id(), Records.of(parcel));
    Outgoing made = outgoing(parcel);
    made.look();
    return made.live();
  }

  @Override
  public List<Transfer> sendToAll(List<Path> files, Collection<NodeId> to, SendOptions options) {
    List<NodeId> all = to.stream().distinct().toList();
    if (all.isEmpty()) {
      throw new TransferException(Reason.BAD, "there is nobody to send it to");
    }
    Parcel first = Roots.parcel(ids.next(), files, all.get(0), options);
    List<Parcel> parcels = new ArrayList<>();
    for (int from = 0; from < all.size(); from += Circle.MOST) {
      List<NodeId> nodes = all.subList(from, Math.min(all.size(), from + Circle.MOST));
      String id = ids.next();
      for (int own = 0; own < nodes.size(); own++) {
        Optional<Circle> circle =
            nodes.size() > 1 ? Optional.of(new Circle(id, own, nodes)) : Optional.empty();
        parcels.add(first.to(ids.next(), nodes.get(own), circle));
      }
    }
    return parcels.stream().map(this::send).toList();
  }

  @Override
  public List<Transfer> sendToRole(List<Path> files, String role, SendOptions options) {
    return sendToAll(files, addressees.withRole(role), options);
  }

  @Override
  public Transfer send(List<Path> files, String nodeName, SendOptions options) {
    return send(files, addressees.named(nodeName), options);
  }

  @Override
  public Transfer fetch(NodeId from, String path, Path into, FetchOptions options) {
    Optional<String> fault = SafeName.fault(path);
    if (fault.isPresent()) {
      throw new TransferException(
          Reason.BAD, "the path " + SafeName.shown(path) + " cannot be: " + fault.get());
    }
    Errand errand =
        new Errand(
            ids.next(),
            from,
            new Locator(false, path),
            path.substring(path.lastIndexOf('/') + 1),
            into.toAbsolutePath().normalize(),
            options.replace(),
            options.sha256(),
            options.permissions(),
            options.offset(),
            options.length(),
            options.maxBytesPerSecond(),
            Long.MAX_VALUE,
            Optional.empty());
    return begin(errand).live();
  }

  private Outgoing outgoing(Parcel parcel) {
    Live live = shop.live(parcel.id(), Direction.OUT, parcel.peer(), parcel.name());
    parcel.circle().ifPresent(circle -> live.among(circle.id(), List.of()));
    Outgoing made = new Outgoing(parcel, live, shop.sending(this::ended));
    live.driven(new Remembered(made, shop.book(), parcel.id()));
    synchronized (this) {
      outgoing.put(parcel.id(), made);
    }
    return made;
  }

  /** Begins to fetch. */
  Pull begin(Errand errand) {
    return begin(errand, live(errand));
  }

  /** Begins to fetch what was held until now. */
  Pull begin(Errand errand, Live live) {
    shop.book().keep(errand.id(), Records.of(errand));
    Pull made = pull(errand, live);
    made.start();
    return made;
  }

  private Live live(Errand errand) {
    Live live = shop.live(errand.id(), Direction.IN, errand.peer(), errand.name());
    errand.circle().ifPresent(circle -> live.among(circle.id(), circle.others()));
    return live;
  }

  private Pull pull(Errand errand, Live live) {
    Pull made = shop.pull(errand, live, new PullEnded());
    live.driven(new Remembered(made, shop.book(), errand.id()));
    synchronized (this) {
      held.remove(errand.id());
      pulls.put(errand.id(), made);
    }
    return made;
  }

  // ---- what ends

  private void ended(Outgoing parcel) {
    String id = parcel.parcel().id();
    shop.book().ended(id, false);
    shop.serving().forget(parcel.parcel().peer(), id);
    if (parcel.live().state() != Transfer.State.DONE) {
      parcel
          .parcel()
          .circle()
          .ifPresent(circle -> shop.serving().left(circle, parcel.parcel().peer()));
    }
    synchronized (this) {
      outgoing.remove(id);
      ended.put(id, parcel.live());
    }
  }

  private final class PullEnded implements Pull.Ended {
    @Override
    public void forget(Errand errand, Live live, boolean well) {
      shop.book().ended(errand.id(), well && errand.locator().offered());
      synchronized (Desk.this) {
        pulls.remove(errand.id());
        ended.put(errand.id(), live);
      }
    }

    @Override
    public void ended(Errand errand, Live live, boolean well) {
      Closing.Kind how =
          live.state() == Transfer.State.CANCELLED ? Closing.Kind.CANCELLED : Closing.Kind.FAILED;
      say(
          errand.peer(),
          Closing.of(errand.id(), well ? Closing.Kind.DONE : how, well ? "" : live.remark()));
    }
  }

  /** An offer that somebody here has refused, or whose sender has taken it back. */
  void ended(Live offer) {
    synchronized (this) {
      held.remove(offer.id());
      ended.put(offer.id(), offer);
    }
  }

  /** Says something; the other node finds it out anyway, if it does not hear it. */
  void say(NodeId peer, Closing closing) {
    shop.say(peer, closing);
  }

  // ---- what other nodes ask

  /** An offer is held. */
  synchronized void hold(Live live) {
    held.put(live.id(), live);
  }

  synchronized int open() {
    return pulls.size() + held.size();
  }

  synchronized int heldOffers() {
    return held.size();
  }

  /** A transfer to this node from that one. */
  Optional<Live> incoming(String id, NodeId from) {
    synchronized (this) {
      Pull pull = pulls.get(id);
      Live found = pull != null ? pull.live() : held.get(id);
      found = found == null ? ended.get(id) : found;
      return Optional.ofNullable(found)
          .filter(each -> each.peer().equals(from) && each.direction() == Direction.IN);
    }
  }

  /** Whether there is, or was a moment ago, a transfer of this id, of whichever node. */
  synchronized boolean isKnown(String id) {
    return pulls.containsKey(id)
        || held.containsKey(id)
        || outgoing.containsKey(id)
        || ended.containsKey(id);
  }

  synchronized Optional<Pull> pull(String id, NodeId from) {
    return Optional.ofNullable(pulls.get(id)).filter(each -> each.errand().peer().equals(from));
  }

  synchronized Optional<Outgoing> outgoing(String id, NodeId to) {
    return Optional.ofNullable(outgoing.get(id)).filter(each -> each.parcel().peer().equals(to));
  }

  /**
   * The source of an offer.
   *
   * @throws ApplicationException if there is none for this node
   */
  Origin origin(String id, NodeId asker) {
    Outgoing found;
    Live over;
    synchronized (this) {
      found = outgoing.get(id);
      over = ended.get(id);
    }
    if (found != null) {
      return found.origin(asker);
    }
    if (over != null && over.peer().equals(asker)) {
      throw new ApplicationException(
          Refusals.CANCELLED, "the sender has ended it: " + over.remark());
    }
    throw new ApplicationException(
        Refusals.NOT_SHARED, "the sender knows nothing of this offer any more");
  }

  // ---- who looks

  @Override
  public synchronized List<Transfer> all() {
    List<Transfer> all = new ArrayList<>(held.values());
    pulls.values().forEach(each -> all.add(each.live()));
    outgoing.values().forEach(each -> all.add(each.live()));
    all.addAll(ended.values());
    return all;
  }

  @Override
  public Optional<Transfer> find(String id) {
    return all().stream().filter(each -> each.id().equals(id)).findFirst();
  }

  @Override
  public Watch watch(TransferListener listener) {
    shop.notices().add(listener);
    return () -> shop.notices().remove(listener);
  }
}
