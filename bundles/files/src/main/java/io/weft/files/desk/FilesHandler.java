package io.weft.files.desk;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Handler;
import io.weft.exchange.Lent;
import io.weft.exchange.Request;
import io.weft.files.folder.SafeName;
import io.weft.files.live.Live;
import io.weft.files.receive.Errand;
import io.weft.files.receive.Pull;
import io.weft.files.send.Serving;
import io.weft.files.wire.Chunk;
import io.weft.files.wire.ChunkRequest;
import io.weft.files.wire.Closing;
import io.weft.files.wire.Elsewhere;
import io.weft.files.wire.FormException;
import io.weft.files.wire.HashesRequest;
import io.weft.files.wire.Locator;
import io.weft.files.wire.ManifestRequest;
import io.weft.files.wire.Messages;
import io.weft.files.wire.OfferMessage;
import io.weft.files.wire.ProgressReport;
import io.weft.files.wire.Refusals;
import io.weft.files.wire.Verdict;
import io.weft.node.NodeId;
import io.weft.transfer.Offer;
import io.weft.transfer.Transfer.Direction;
import io.weft.transfer.Transfer.State;
import io.weft.transfer.TransferException;
import io.weft.transfer.TransferException.Reason;
import io.weft.transfer.TransferPolicy;
import io.weft.transfer.TransferPolicy.Decision;
import io.weft.transfer.TransferProgress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What other nodes ask about files. Safe on every thread. */
public final class FilesHandler implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(FilesHandler.class);

  /** Offers that wait for a person at once; more are refused. */
  private static final int MOST_HELD = 256;

  /**
   * How offers are decided.
   *
   * @param policy who decides, at the moment
   * @param into where what a person accepts lands
   * @param free bytes in a folder, -1 if that is not known
   * @param most transfers to this node that have not ended
   */
  public record Reception(
      Supplier<TransferPolicy> policy, Path into, ToLongFunction<Path> free, int most) {}

  private final Desk desk;
  private final Workshop shop;
  private final Reception reception;
  private final Serving serving;
  private final Executor readers;
  private final Set<String> deciding = ConcurrentHashMap.newKeySet();

  /**
   * @param readers few threads, which read and send; they may refuse when too much waits
   */
  public FilesHandler(Desk desk, Workshop shop, Reception reception, Executor readers) {
    this.readers = readers;
    this.desk = desk;
    this.shop = shop;
    this.reception = reception;
    this.serving = shop.serving();
  }

  /**
   * Reads on threads of its own: those of the node's handlers would all wait for disks, and for
   * peers that are slow to take what was read, while other services are asked.
   */
  @Override
  public Object handle(Request request) {
    byte @Nullable [] sent = request.as(byte[].class);
    byte[] message = sent == null ? new byte[0] : sent;
    return switch (request.action()) {
      case Messages.MANIFEST, Messages.CHUNK, Messages.PASS, Messages.DIGEST, Messages.HASHES ->
          later(request, message);
      case Messages.SHARE -> share(request, message);
      default -> answer(request.caller(), request.action(), message);
    };
  }

  /** That another node has it is said at once: readers may all wait for slow peers. */
  private Object share(Request request, byte[] message) {
    byte @Nullable [] elsewhere = elsewhere(request.caller(), message);
    return elsewhere != null ? elsewhere : later(request, message);
  }

  private CompletableFuture<Object> later(Request request, byte[] message) {
    CompletableFuture<Object> result = new CompletableFuture<>();
    try {
      readers.execute(
          () -> {
            try {
              boolean wanted = !request.cancelled();
              result.complete(
                  wanted ? answer(request.caller(), request.action(), message) : new byte[0]);
            } catch (RuntimeException e) {
              result.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      throw new ApplicationException(
          Refusals.BUSY, "too much is being read already: ask again in a moment");
    }
    return result;
  }

  /** Bytes, or those that are {@link Lent}. */
  Object answer(NodeId caller, String action, byte[] message) {
    try {
      return switch (action) {
        case Messages.OFFER -> offer(caller, OfferMessage.read(message)).write();
        case Messages.MANIFEST -> serving.manifest(caller, ManifestRequest.read(message)).write();
        case Messages.CHUNK -> chunk(caller, ChunkRequest.read(message));
        case Messages.SHARE -> {
          byte @Nullable [] elsewhere = elsewhere(caller, message);
          yield elsewhere != null ? elsewhere : chunk(caller, ChunkRequest.read(message));
        }
        case Messages.PASS ->
            lent(
                shop.surroundings()
                    .passing()
                    .chunk(caller, ChunkRequest.read(message), shop.surroundings().spares()));
        case Messages.DIGEST -> serving.sha256(caller, ChunkRequest.read(message));
        case Messages.HASHES -> serving.hashes(caller, HashesRequest.read(message));
        case Messages.PROGRESS -> progress(caller, ProgressReport.asked(message)).write();
        case Messages.CLOSE -> close(caller, Closing.read(message));
        default -> throw new IllegalStateException("not declared: " + action);
      };
    } catch (FormException e) {
      throw bad(e);
    }
  }

  private static ApplicationException bad(FormException e) {
    return new ApplicationException(
        ApplicationException.BAD_PARAMS, String.valueOf(e.getMessage()));
  }

  private Lent chunk(NodeId caller, ChunkRequest asked) {
    Chunk chunk = serving.chunk(caller, asked);
    desk.outgoing(asked.transfer(), caller).ifPresent(each -> each.served(chunk.length()));
    return lent(chunk);
  }

  private Lent lent(Chunk chunk) {
    ByteBuffer message = chunk.message();
    return new Lent(
        message.slice(0, chunk.size()), () -> shop.surroundings().spares().give(message));
  }

  private ProgressReport progress(NodeId caller, String id) {
    TransferProgress here =
        desk.find(id)
            .filter(each -> each.peer().equals(caller))
            .orElseThrow(
                () ->
                    new ApplicationException(
                        Refusals.NOT_SHARED, "there is no transfer " + id + " with you"))
            .progress();
    return new ProgressReport(
        here.bytesDone(), here.bytesTotal(), here.files(), here.bytesPerSecond());
  }

  private byte @Nullable [] elsewhere(NodeId caller, byte[] message) {
    try {
      ChunkRequest asked = ChunkRequest.read(message);
      Optional<Elsewhere> found = serving.elsewhere(caller, asked);
      if (found.isEmpty()) {
        return null;
      }
      desk.outgoing(asked.transfer(), caller).ifPresent(each -> each.served(asked.length()));
      return found.get().write();
    } catch (FormException e) {
      throw bad(e);
    }
  }

  private byte[] close(NodeId caller, Closing said) {
    String id = said.transfer();
    switch (said.kind()) {
      case CHECK -> {
        return new byte[] {(byte) serving.check(caller, said)};
      }
      case RESUMED -> desk.pull(id, caller).ifPresent(Pull::resumedThere);
      case CANCELLED -> {
        String why = said.text().isBlank() ? "cancelled there" : said.text();
        desk.pull(id, caller).ifPresent(pull -> pull.cancelledThere(why));
        desk.incoming(id, caller)
            .filter(each -> each.state() == State.HELD)
            .filter(each -> each.end(State.CANCELLED, Reason.CANCELLED, why))
            .ifPresent(desk::ended);
      }
      default -> {
        // For a sender's transfer, below.
      }
    }
    desk.outgoing(id, caller).ifPresent(each -> each.heard(said));
    if (said.kind() != Closing.Kind.TAKEN) {
      serving.forget(caller, id);
    }
    return new byte[0];
  }

  // ---- offers

  private Verdict offer(NodeId caller, OfferMessage offer) {
    if (shop.book().isDone(offer.id())) {
      return new Verdict(Verdict.Kind.DONE, "");
    }
    Optional<Live> known = desk.incoming(offer.id(), caller);
    if (known.isPresent()) {
      Live live = known.get();
      return switch (live.state()) {
        case HELD -> new Verdict(Verdict.Kind.HELD, "");
        case DONE -> new Verdict(Verdict.Kind.DONE, "");
        case CANCELLED -> new Verdict(Verdict.Kind.REFUSED, "cancelled by the receiver");
        case REFUSED, FAILED -> new Verdict(Verdict.Kind.REFUSED, live.remark());
        default -> new Verdict(Verdict.Kind.TAKEN, "");
      };
    }
    if (desk.isKnown(offer.id())) {
      return new Verdict(Verdict.Kind.REFUSED, "there is another transfer of the id " + offer.id());
    }
    if (!deciding.add(offer.id())) {
      throw new ApplicationException(Refusals.BUSY, "the same offer is being decided already");
    }
    try {
      return fresh(caller, offer);
    } finally {
      deciding.remove(offer.id());
    }
  }

  private Verdict fresh(NodeId caller, OfferMessage offer) {
    if (desk.open() >= reception.most()) {
      return new Verdict(
          Verdict.Kind.REFUSED,
          reception.most() + " transfers to this node are open already (max_queued): try later");
    }
    return decide(caller, offer);
  }

  private Verdict decide(NodeId caller, OfferMessage offer) {
    Decision decision;
    try {
      decision = reception.policy().get().decide(shown(caller, offer));
    } catch (RuntimeException e) {
      LOG.warn("the policy for offers of files failed", e);
      return new Verdict(Verdict.Kind.REFUSED, "this node cannot decide about offers");
    }
    if (decision instanceof Decision.Accept accept) {
      return begin(errand(caller, offer, accept.into(), accept.replace()));
    }
    if (decision instanceof Decision.Refuse refuse) {
      return new Verdict(Verdict.Kind.REFUSED, refuse.why());
    }
    if (desk.heldOffers() >= MOST_HELD) {
      return new Verdict(
          Verdict.Kind.REFUSED, MOST_HELD + " offers wait for somebody to decide: try later");
    }
    hold(caller, offer);
    return new Verdict(Verdict.Kind.HELD, "");
  }

  private Verdict begin(Errand errand) {
    try {
      desk.begin(errand);
      return new Verdict(Verdict.Kind.TAKEN, "");
    } catch (TransferException e) {
      LOG.warn("{} is refused: {}", SafeName.shown(errand.name()), e.getMessage());
      return new Verdict(
          Verdict.Kind.REFUSED, "this node cannot take note of it: its disk is full, or broken");
    }
  }

  private Offer shown(NodeId caller, OfferMessage offer) {
    return new Offer(
        offer.id(),
        caller,
        offer.name(),
        offer.files(),
        offer.bytes(),
        reception.free().applyAsLong(reception.into()));
  }

  private static Errand errand(NodeId caller, OfferMessage offer, Path into, boolean replace) {
    return new Errand(
        offer.id(),
        caller,
        new Locator(true, offer.id()),
        offer.name(),
        into.toAbsolutePath().normalize(),
        replace,
        offer.sha256(),
        offer.permissions(),
        0,
        0,
        offer.maxBytesPerSecond(),
        offer.bytes(),
        offer.circle());
  }

  private void hold(NodeId caller, OfferMessage offer) {
    Live live = shop.live(offer.id(), Direction.IN, caller, offer.name());
    live.total(offer.bytes(), offer.files());
    live.driven(new Held(offer, (held, accepted) -> decided(live, held, accepted)));
    live.to(State.HELD, "weft transfer accept " + offer.id() + " takes it");
    desk.hold(live);
    LOG.info(
        "{} offers {}: {} bytes; weft transfer accept {} takes it",
        shop.surroundings().company().name(caller),
        SafeName.shown(offer.name()),
        offer.bytes(),
        offer.id());
  }

  private void decided(Live live, Held held, boolean accepted) {
    if (accepted) {
      desk.begin(errand(live.peer(), held.offer(), reception.into(), false), live);
      desk.say(live.peer(), Closing.of(live.id(), Closing.Kind.TAKEN, ""));
      return;
    }
    live.end(State.REFUSED, Reason.REFUSED, held.why());
    desk.ended(live);
    desk.say(live.peer(), Closing.of(live.id(), Closing.Kind.REFUSED, live.remark()));
  }
}
