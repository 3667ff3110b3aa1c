package io.weft.node.router;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Headers;
import io.weft.node.NodeId;
import io.weft.node.access.Permissions;
import io.weft.node.directory.LocalAction;
import io.weft.node.directory.LocalService;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.directory.Versions;
import io.weft.node.limits.Limits;
import io.weft.node.payload.Codecs;
import io.weft.node.payload.EncodedPayload;
import io.weft.node.session.Conversations;
import io.weft.node.session.Session;
import io.weft.node.session.SessionLink;
import io.weft.node.streams.SessionStreams;
import io.weft.node.streams.Talk;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.RawNodeId;
import io.weft.node.wire.ResponseWire;
import io.weft.node.wire.SeenRequests;
import io.weft.transport.Frame;
import io.weft.v1.Failure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of other nodes: finds the handler by the bytes of the request, runs it where
 * it may run, and sends the answer the way that the request came, or on whatever link the session
 * has by then.
 */
public final class Dispatcher {

  /** For callers of older versions, to which this failure is an error of the application. */
  private static final String FORBIDDEN_CODE = "forbidden";

  /** How long an error may wait for a link: the caller's own deadline ends it anyway. */
  private static final Duration FAILURE_PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final ServiceDirectory directory;
  private final Permissions permissions;
  private final Limits limits;
  private final Codecs codecs;
  private final HandlerQueue queue;
  private final Interceptors interceptors;
  private final Cancellations cancellations;
  private final Stage stage;
  private final Supplier<Duration> defaultDeadline;
  private volatile boolean stopping;

  /**
   * @param handlers runs what may block
   * @param defaultDeadline of a request whose caller says none
   */
  Dispatcher(
      ServiceDirectory directory,
      Permissions permissions,
      Limits limits,
      Codecs codecs,
      Executor handlers,
      Supplier<Duration> defaultDeadline,
      Interceptors interceptors,
      Cancellations cancellations,
      Stage stage) {
    this.directory = directory;
    this.permissions = permissions;
    this.limits = limits;
    this.codecs = codecs;
    this.interceptors = interceptors;
    this.queue = new HandlerQueue(handlers, HandlerThreads.atOnce(), System::nanoTime);
    this.cancellations = cancellations;
    this.stage = stage;
    this.defaultDeadline = defaultDeadline;
  }

  /** From now on every request is refused: the node stops. */
  public void stop() {
    stopping = true;
  }

  /** Answers a request; on the reader's thread, the view is valid until this returns. */
  public void request(Session session, SessionLink from, MessageReader reader, ByteBuffer view) {
    long id = reader.messageId();
    if (repeated(session, from, id)) {
      return;
    }
    LocalAction found = directory.routes().get(view, reader);
    if (stopping) {
      refuse(session, from, id, Failure.STOPPING, "the node is stopping");
      return;
    }
    if (found != null && !reader.versions().isEmpty()) {
      found = inVersions(found, reader.versions());
    }
    if (found == null) {
      refuseUnknown(session, from, reader, id);
      return;
    }
    NodeId caller = caller(session, reader);
    String refusal = refusal(session, caller, found);
    if (refusal != null) {
      found.service().counters().refuse();
      refuse(session, from, id, Failure.FORBIDDEN, FORBIDDEN_CODE, refusal);
      return;
    }
    if (reader.isRelayed() && (reader.step().opens() || !found.service().relayed())) {
      String what =
          reader.step().opens()
              ? "conversations are"
              : found.service().description().path() + " is";
      refuse(session, from, id, Failure.NO_SERVICE, what + " not relayed: link with it");
      return;
    }
    Headers headers;
    try {
      headers = reader.headers();
    } catch (IllegalArgumentException e) {
      refuse(
          session,
          from,
          id,
          Failure.APPLICATION,
          ApplicationException.BAD_HEADERS,
          "the request was not carried out: " + e.getMessage());
      return;
    }
    int limit = limits.values().requestsPerPeer();
    int handled = session.requests().begin();
    if (handled > limit && !limits.of(session.peer()).allows(handled)) {
      session.requests().end();
      refuse(
          session,
          from,
          id,
          Failure.OVERLOADED,
          "more than " + limit + " requests of one node are being handled (requests_per_peer)");
      return;
    }
    long wait =
        reader.deadlineMillis() > 0
            ? TimeUnit.MILLISECONDS.toNanos(reader.deadlineMillis())
            : defaultDeadline.get().toNanos();
    long now = System.nanoTime();
    if (reader.step().opens()) {
      session.requests().end();
      converse(session, from, reader, found, headers);
      return;
    }
    Invocation invocation =
        new Invocation(this, found, session, from, reader, headers, now, now + wait);
    invocation.askedBy(caller);
    if (found.service().nonBlocking()) {
      invocation.answer();
      return;
    }
    session.requests().running(invocation);
    try {
      queue.execute(invocation, reader.priority());
    } catch (RejectedExecutionException e) {
      session.requests().stopped(invocation);
      session.requests().end();
      refuse(session, from, id, Failure.OVERLOADED, String.valueOf(e.getMessage()));
    }
  }

  private static NodeId caller(Session session, MessageReader reader) {
    byte[] source = reader.source();
    return source.length == 0 ? session.peer() : RawNodeId.parse(source);
  }

  /** Begins a conversation: that it has begun is the answer. */
  private void converse(
      Session session, SessionLink from, MessageReader reader, LocalAction found, Headers headers) {
    long id = reader.messageId();
    SessionStreams streams = SessionStreams.of(session);
    String what = found.service().description().path() + " " + found.action();
    Talk talk = streams.accept(id, what, reader.step(), reader.contentType());
    if (talk == null) {
      String many = "more than " + SessionStreams.MOST + " conversations of one node";
      refuse(session, from, id, Failure.OVERLOADED, many);
      return;
    }
    Audience request =
        new Audience(
            found,
            talk,
            new EncodedPayload(codecs, reader.contentType(), reader.body()) {},
            headers,
            reader.priority(),
            reader.step().deadlineMillis(),
            stage::tell);
    try {
      stage.run(request);
    } catch (RejectedExecutionException e) {
      talk.cancel("overloaded", "too many handlers run on the node");
      refuse(session, from, id, Failure.OVERLOADED, "too many handlers run on the node");
      return;
    }
    long untilNanos = System.nanoTime() + FAILURE_PATIENCE.toNanos();
    session.answer(id, Frame.of(ResponseWire.success(id)), from, untilNanos);
  }

  /** Those with the peer of a new session. */
  public Conversations conversations(Session session) {
    return stage.with(session);
  }

  /** The newest version in the range of the request. */
  private static @Nullable LocalAction inVersions(LocalAction found, String versions) {
    try {
      return found.in(Versions.of(versions));
    } catch (IllegalArgumentException e) {
      LOG.debug("a request asks for a {}", e.getMessage());
      return null;
    }
  }

  /** Both must be allowed, who asks and who relays: so nobody gains by naming another. */
  private @Nullable String refusal(Session session, NodeId caller, LocalAction asked) {
    LocalService service = asked.service();
    String path = service.description().path();
    String refusal = permissions.refusal(session.peer(), service.callers(), path, asked.action());
    if (refusal != null || caller.equals(session.peer())) {
      return refusal;
    }
    return permissions.refusal(caller, service.callers(), path, asked.action());
  }

  /**
   * Whether it has arrived before; then it is not run again, but answered again if it was. What may
   * be run again is as good as new.
   */
  public static boolean repeated(Session session, SessionLink from, long id) {
    switch (session.requests().arrived(id)) {
      case NEW -> {
        return false;
      }
      case REPEATED -> {
        Frame answer = session.requests().answerOf(id, from);
        if (answer == SeenRequests.AGAIN) {
          return false;
        }
        if (answer == SeenRequests.FORGOTTEN) {
          answer =
              Frame.of(
                  ResponseWire.failure(
                      id, Failure.ANSWER_LOST, "", "it was run, and its answer is not kept here"));
        }
        if (answer != null) {
          session.answerAgain(answer, from, System.nanoTime() + FAILURE_PATIENCE.toNanos());
        }
      }
      case STALE -> LOG.debug("{}: request {} came too late", session, id);
    }
    return true;
  }

  private void refuseUnknown(Session session, SessionLink from, MessageReader reader, long id) {
    String path = reader.path();
    if (!reader.versions().isEmpty() && directory.routes().get(path, reader.action()) != null) {
      refuse(
          session,
          from,
          id,
          Failure.NO_SERVICE,
          "no version of service " + path + " in the range " + reader.versions() + " there");
    } else if (directory.offers(path)) {
      refuse(
          session,
          from,
          id,
          Failure.NO_ACTION,
          "service " + path + " has no action \"" + reader.action() + "\" there");
    } else {
      refuse(session, from, id, Failure.NO_SERVICE, "no service " + path + " there");
    }
  }

  private static void refuse(
      Session session, SessionLink from, long id, Failure failure, String text) {
    refuse(session, from, id, failure, "", text);
  }

  private static void refuse(
      Session session, SessionLink from, long id, Failure failure, String code, String text) {
    byte[] answer = ResponseWire.failure(id, failure, code, text);
    session.answer(id, Frame.of(answer), from, System.nanoTime() + FAILURE_PATIENCE.toNanos());
  }

  Codecs codecs() {
    return codecs;
  }

  Interceptors interceptors() {
    return interceptors;
  }

  Cancellations cancellations() {
    return cancellations;
  }
}
