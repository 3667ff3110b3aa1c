package io.weft.node.streams;

import io.weft.node.payload.Codecs;
import io.weft.node.payload.EncodedPayload;
import io.weft.node.session.Conversations;
import io.weft.node.session.Session;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.StepReader;
import io.weft.node.wire.StreamWire;
import io.weft.node.wire.WireException;
import io.weft.transport.Frame;
import io.weft.v1.Failure;
import io.weft.v1.Stream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The conversations with one peer. They outlive links: when one breaks, both sides ask each other
 * how far they are, and send again what has not come. Safe on every thread.
 */
public final class SessionStreams implements Conversations {

  /** Conversations that a peer may have opened at the same time, and this node with it. */
  public static final int MOST = 1024;

  /** Sweeps, of 2 s, after which the peer is asked whether it still knows a silent conversation. */
  private static final int SILENT_SWEEPS = 15;

  /**
   * For so many sweeps one that is over is still known: the last that the peer knows of it may have
   * been lost with a link.
   */
  private static final int LINGER_SWEEPS = 5;

  /** But of no more than these; a peer that asks for another is told that it is not known. */
  private static final int MOST_LINGERING = 4096;

  /**
   * A peer whose links broke may be back so soon, and go on: longer than dialling it again takes on
   * a busy machine, shorter than somebody waits who sees nothing come.
   */
  private static final Duration RETURN = Duration.ofSeconds(2);

  private final Session session;
  private final Codecs codecs;
  private final Executor background;
  private final Map<Long, Talk> opened = new ConcurrentHashMap<>();
  private final Map<Long, Talk> accepted = new ConcurrentHashMap<>();
  private final AtomicInteger openNow = new AtomicInteger();
  private final AtomicInteger acceptedNow = new AtomicInteger();
  private final AtomicBoolean doubtful = new AtomicBoolean();
  private final AtomicBoolean asking = new AtomicBoolean();
  private final ReentrantLock lingering = new ReentrantLock();
  private final ArrayDeque<Lingering> over = new ArrayDeque<>();

  private record Lingering(Map<Long, Talk> in, long id) {}

  /**
   * @param background runs what may wait for a slow link
   */
  SessionStreams(Session session, Codecs codecs, Executor background) {
    this.session = session;
    this.codecs = codecs;
    this.background = background;
  }

  /** Those of this session. */
  public static SessionStreams of(Session session) {
    return (SessionStreams) session.conversations();
  }

  // ---- begin

  /**
   * A conversation that this node opens.
   *
   * @param opening what stands before the frame of its request
   */
  public record Opened(Talk talk, byte[] opening) {}

  /**
   * This node asks for a conversation.
   *
   * @param id of the request
   * @param millis how long it may last; 0 is not bounded
   * @param wanted content type of items, if there is a choice
   */
  public Opened open(long id, String what, long millis, Optional<String> wanted) {
    Window window = Window.beside(openNow.get());
    Talk talk = begin(opened, openNow, id, true, what, window, wanted);
    return new Opened(talk, StreamWire.opening(window.items(), window.bytes(), millis));
  }

  /** Whether this node has opened as many as it may. */
  public boolean full() {
    return opened() >= MOST;
  }

  @Override
  public int opened() {
    return openNow.get();
  }

  /**
   * A conversation that the peer has opened, and for which there is a handler.
   *
   * @param type what the caller speaks is what it understands
   * @return {@code null} if there are too many
   */
  public @Nullable Talk accept(long id, String what, StepReader opening, ContentType type) {
    int others = acceptedNow.get();
    if (others >= MOST) {
      return null;
    }
    Optional<String> wanted =
        type.equals(ContentType.BYTES) ? Optional.empty() : Optional.of(type.name());
    Talk talk = begin(accepted, acceptedNow, id, false, what, Window.beside(others), wanted);
    try {
      talk.out().credited(opening.items(), opening.bytes(), 0);
    } catch (WireException e) {
      throw new IllegalStateException("nothing was said to have come", e);
    }
    talk.in().credit(false, false);
    return talk;
  }

  private Talk begin(
      Map<Long, Talk> in,
      AtomicInteger count,
      long id,
      boolean opener,
      String what,
      Window window,
      Optional<String> wanted) {
    Talk talk = new Talk(session.peer(), what, window, true);
    talk.connect(new RemoteEnd(session, codecs, this, id, opener, wanted));
    count.incrementAndGet();
    in.put(id, talk);
    talk.ended()
        .whenComplete(
            (nothing, failure) -> {
              count.decrementAndGet();
              linger(in, id);
            });
    return talk;
  }

  private void linger(Map<Long, Talk> in, long id) {
    Lingering oldest = null;
    lingering.lock();
    try {
      over.add(new Lingering(in, id));
      if (over.size() > MOST_LINGERING) {
        oldest = over.remove();
      }
    } finally {
      lingering.unlock();
    }
    if (oldest != null) {
      oldest.in.remove(oldest.id);
    }
  }

  /** The request was not run: another node may be asked. */
  public void withdraw(long id) {
    Talk talk = opened.remove(id);
    if (talk != null) {
      talk.confirmed();
      talk.lost(Ending.because(Failure.ANSWER_LOST, talk + " has not begun"));
    }
  }

  // ---- what the peer says

  @Override
  public void step(MessageReader reader) throws WireException {
    StepReader step = reader.step();
    long id = reader.messageId();
    Talk talk = (step.opener() ? accepted : opened).get(id);
    if (talk == null) {
      if (step.opener() && step.kind() == Stream.Kind.CANCEL) {
        session.requests().cancelled(id);
      }
      boolean asks = reader.kind() == MessageReader.Kind.STREAM ? tells(step) : step.ask();
      if (asks) {
        sayGone(id, !step.opener());
      }
      return;
    }
    talk.heard();
    try {
      if (reader.kind() == MessageReader.Kind.CREDIT) {
        credit(talk, step);
        return;
      }
      step(talk, reader, step);
    } catch (WireException e) {
      talk.cancel(Ending.because(Failure.ANSWER_LOST, String.valueOf(e.getMessage())));
      throw e;
    }
  }

  private void step(Talk talk, MessageReader reader, StepReader step) throws WireException {
    switch (step.kind()) {
      case ITEM -> talk.item(step.sequence(), new Item(codecs, reader));
      case END, FAILED -> talk.end(step.sequence(), ending(reader, step));
      case CANCEL -> {
        talk.confirmed();
        talk.lost(ending(reader, step));
        sayGone(reader.messageId(), !step.opener());
      }
      case GONE -> {
        talk.confirmed();
        talk.lost(
            Ending.because(
                Failure.ANSWER_LOST, talk + ": the other node does not know it any more"));
      }
      default ->
          talk.cancel(
              Ending.because(Failure.ANSWER_LOST, talk + ": a step that is not known here"));
    }
  }

  private static boolean tells(StepReader step) {
    return step.kind() != Stream.Kind.GONE;
  }

  private void credit(Talk talk, StepReader step) throws WireException {
    talk.out().credited(step.items(), step.bytes(), step.received());
    if (step.again()) {
      long received = step.received();
      later(() -> talk.out().again(received));
    }
    if (step.ask()) {
      talk.in().credit(true, false);
    }
  }

  private static Ending ending(MessageReader reader, StepReader step) {
    return new Ending(
        step.kind(),
        step.deaf() || step.kind() != Stream.Kind.END,
        step.kind() == Stream.Kind.END ? Failure.FAILURE_NONE : step.failure(),
        reader.errorCode(),
        reader.errorMessage());
  }

  private void sayGone(long id, boolean opener) {
    byte[] frame =
        StreamWire.end(id, opener, Stream.Kind.GONE, 0, false, Failure.FAILURE_NONE, "", "");
    session.sendKept(Frame.of(frame)); // if it is lost, the peer asks again
  }

  private static final class Item extends EncodedPayload implements Arrived {
    private final int bytes;

    Item(Codecs codecs, MessageReader reader) {
      super(codecs, reader.contentType(), reader.body());
      bytes = reader.bodyLength();
    }

    @Override
    public int bytes() {
      return bytes;
    }
  }

  // ---- links

  /** Something may not have gone out. */
  void doubt() {
    doubtful.set(true);
    if (session.connected()) {
      linked();
    }
  }

  @Override
  public void broken() {
    if (!opened.isEmpty() || !accepted.isEmpty()) {
      doubt();
    }
  }

  @Override
  public void linked() {
    if (doubtful.get() && asking.compareAndSet(false, true)) {
      later(
          () -> {
            asking.set(false);
            if (doubtful.compareAndSet(true, false)) {
              all().forEach(talk -> ask(talk, true));
            }
          });
    }
  }

  private void ask(Talk talk, boolean again) {
    Ending untold = talk.unconfirmed();
    if (untold != null) {
      talk.far().cancel(untold);
    } else if (!talk.over()) {
      talk.in().credit(again, true);
    }
  }

  @Override
  public void away(String why) {
    if (session.leaving()) {
      lost(why);
    } else if (!opened.isEmpty() || !accepted.isEmpty()) {
      CompletableFuture.delayedExecutor(RETURN.toMillis(), TimeUnit.MILLISECONDS, this::later)
          .execute(
              () -> {
                if (!session.connected()) {
                  lost(why);
                }
              });
    }
  }

  @Override
  public void lost(String why) {
    for (Talk talk : all()) {
      talk.confirmed();
      talk.lost(Ending.because(Failure.ANSWER_LOST, talk + " is lost: " + why));
    }
    lingering.lock();
    try {
      over.clear();
    } finally {
      lingering.unlock();
    }
    opened.clear();
    accepted.clear();
  }

  // ---- time

  @Override
  public void sweep() {
    List<Talk> silent = new ArrayList<>();
    for (Map<Long, Talk> each : List.of(opened, accepted)) {
      each.values().removeIf(talk -> talk.over() && talk.overSweeps() > LINGER_SWEEPS);
    }
    for (Talk talk : all()) {
      boolean ask = talk.over() ? talk.unconfirmed() != null : talk.silent(SILENT_SWEEPS);
      if (ask) {
        silent.add(talk);
      }
    }
    forgetLingering();
    if (!silent.isEmpty() && session.connected()) {
      later(() -> silent.forEach(talk -> ask(talk, false)));
    }
  }

  private void forgetLingering() {
    lingering.lock();
    try {
      over.removeIf(each -> !each.in.containsKey(each.id));
    } finally {
      lingering.unlock();
    }
  }

  private List<Talk> all() {
    List<Talk> all = new ArrayList<>(opened.values());
    all.addAll(accepted.values());
    return all;
  }

  /** Does what may wait for a slow link. */
  void later(Runnable task) {
    try {
      background.execute(task);
    } catch (RejectedExecutionException e) {
      return; // the node stops
    }
  }
}
