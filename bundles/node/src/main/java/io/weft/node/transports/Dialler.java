package io.weft.node.transports;

import io.weft.node.NodeId;
import io.weft.node.flight.Flight;
import io.weft.node.session.Session;
import io.weft.node.session.SessionHost;
import io.weft.node.session.SessionLink;
import io.weft.transport.Expectation;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Makes links to a peer: its addresses are raced, each with a short head start before the next (RFC
 * 8305), and the first that gets an answer to its hello wins.
 */
public final class Dialler {

  /**
   * Threads for dialling where there are no virtual ones: five peers whose 48 ways are all dead,
   * each for the time-out of a dial, leave room for others.
   */
  public static final int THREADS = 256;

  /** Longest head start of a candidate before the next: RFC 8305, section 8, says 250 ms. */
  private static final Duration STAGGER = Duration.ofMillis(150);

  /** With many candidates each gets less: by then the last one is tried. */
  private static final Duration ALL_TRIED = Duration.ofMillis(500);

  /** RFC 8305, section 8: not below 10 ms. */
  private static final Duration SHORTEST_STAGGER = Duration.ofMillis(10);

  /** Told of each attempt; on threads of the dialler. */
  public interface Attempts {
    void dialling(Candidate candidate);

    void failed(Candidate candidate, IOException cause);

    /** It works. */
    void linked(Candidate candidate);

    /** It would have worked; a cheaper way was faster. */
    void overtaken(Candidate candidate);
  }

  private final SessionHost host;
  private final Interfaces interfaces;
  private final Supplier<LinkOptions> options;
  private final Executor threads;
  private final Clock clock;

  public Dialler(
      SessionHost host,
      Interfaces interfaces,
      Supplier<LinkOptions> options,
      Executor threads,
      Clock clock) {
    this.host = host;
    this.interfaces = interfaces;
    this.options = options;
    this.threads = threads;
    this.clock = clock;
  }

  /**
   * Races the candidates; blocks until one has won or all have lost. A way that is late, and
   * cheaper than the winner, is linked all the same.
   *
   * @param peer who must be there; empty accepts everyone who is admitted
   * @return the winner's session; empty if all have lost
   */
  public Optional<Session> race(
      List<Candidate> candidates, Optional<NodeId> peer, Lane lane, Attempts attempts) {
    AtomicLong dearest = new AtomicLong(Long.MAX_VALUE); // that is still of use
    CompletableFuture<Session> winner = new CompletableFuture<>();
    List<CompletableFuture<Void>> racing = new ArrayList<>();
    Duration stagger = stagger(candidates.size());
    for (Candidate candidate : candidates) {
      if (winner.isDone()) {
        break;
      }
      CompletableFuture<Void> one =
          CompletableFuture.runAsync(
              () -> {
                Flight.Timed flight = Flight.dial(peer, candidate.address(), lane);
                try {
                  attempts.dialling(candidate);
                  Session session = dial(candidate, peer, lane, dearest);
                  attempts.linked(candidate);
                  dearest.accumulateAndGet(candidate.costNanos(), Math::min);
                  flight.end("linked");
                  winner.complete(session);
                } catch (Overtaken e) {
                  flight.end("another address won");
                  attempts.overtaken(candidate);
                } catch (IOException e) {
                  flight.end(String.valueOf(e.getMessage()));
                  attempts.failed(candidate, e);
                }
              },
              threads);
      racing.add(one);
      await(CompletableFuture.anyOf(winner, one), stagger);
    }
    CompletableFuture<Void> all = CompletableFuture.allOf(racing.toArray(CompletableFuture[]::new));
    Duration atMost = options.get().handshakeTimeout().multipliedBy(2);
    await(CompletableFuture.anyOf(winner, all), atMost);
    return Optional.ofNullable(winner.getNow(null));
  }

  private static Duration stagger(int candidates) {
    Duration share = ALL_TRIED.dividedBy(Math.max(1, candidates));
    Duration most = share.compareTo(STAGGER) > 0 ? STAGGER : share;
    return most.compareTo(SHORTEST_STAGGER) < 0 ? SHORTEST_STAGGER : most;
  }

  /** Another way was faster this time. */
  private static final class Overtaken extends IOException {}

  private Session dial(Candidate candidate, Optional<NodeId> peer, Lane lane, AtomicLong dearest)
      throws IOException {
    Transports.Installed via = candidate.via();
    if (via.gone()) {
      throw new IOException("the transport for " + candidate.address() + " is not installed now");
    }
    SessionLink joining =
        new SessionLink(host, via.transport(), lane, true, clock.instant(), System::nanoTime);
    via.making(joining);
    Link link;
    try {
      link =
          via.transport()
              .dial(
                  candidate.address(),
                  new Expectation(peer, lane, candidate.from()),
                  options.get(),
                  joining);
    } catch (IOException e) {
      joining.keepOut();
      throw e;
    } catch (IllegalArgumentException e) {
      joining.keepOut();
      throw new IOException(e.getMessage(), e);
    }
    if (candidate.costNanos() >= dearest.get()) {
      joining.keepOut();
      link.close();
      throw new Overtaken();
    }
    joining.attach(link, interfaces.mediumOf(link.local(), link.remote()), via.costPercent());
    try {
      return joining.joined().get(options.get().handshakeTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      link.close();
      throw new IOException(
          "no hello within " + options.get().handshakeTimeout().toMillis() + " ms", e);
    } catch (ExecutionException e) {
      link.close();
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      link.close();
      throw new IOException("interrupted", e);
    }
  }

  private static void await(CompletableFuture<?> done, Duration atMost) {
    try {
      done.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      return; // the caller looks at what is done
    }
  }
}
