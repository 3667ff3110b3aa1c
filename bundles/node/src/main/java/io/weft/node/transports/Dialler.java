package io.weft.node.transports;

import io.weft.node.NodeId;
import io.weft.node.session.Session;
import io.weft.node.session.SessionHost;
import io.weft.node.session.SessionLink;
import io.weft.transport.Expectation;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import java.io.IOException;
import java.net.URI;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Makes links to a peer: its addresses are raced, each with a short head start before the next (RFC
 * 8305), and the first that gets an answer to its hello wins.
 */
public final class Dialler {

  /** Head start of an address before the next: RFC 8305, section 8, recommends 250 ms. */
  private static final Duration STAGGER = Duration.ofMillis(150);

  /** Told of each attempt; on threads of the dialler. */
  public interface Attempts {
    void dialling(URI address);

    void failed(URI address, IOException cause);
  }

  private final SessionHost host;
  private final Transports transports;
  private final Interfaces interfaces;
  private final Supplier<LinkOptions> options;
  private final Executor threads;
  private final Clock clock;

  public Dialler(
      SessionHost host,
      Transports transports,
      Interfaces interfaces,
      Supplier<LinkOptions> options,
      Executor threads,
      Clock clock) {
    this.host = host;
    this.transports = transports;
    this.interfaces = interfaces;
    this.options = options;
    this.threads = threads;
    this.clock = clock;
  }

  /**
   * Races the addresses; blocks until one has won or all have lost.
   *
   * @param peer who must be there; empty accepts everyone who is admitted
   * @return the winner's session; empty if all have lost
   */
  public Optional<Session> race(
      List<URI> addresses, Optional<NodeId> peer, Lane lane, Attempts attempts) {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Session> winner = new CompletableFuture<>();
    List<CompletableFuture<Void>> racing = new ArrayList<>();
    for (URI address : addresses) {
      if (winner.isDone()) {
        break;
      }
      CompletableFuture<Void> one =
          CompletableFuture.runAsync(
              () -> {
                try {
                  attempts.dialling(address);
                  winner.complete(dial(address, peer, lane, over));
                } catch (IOException e) {
                  attempts.failed(address, e);
                }
              },
              threads);
      racing.add(one);
      await(CompletableFuture.anyOf(winner, one), STAGGER);
    }
    CompletableFuture<Void> all = CompletableFuture.allOf(racing.toArray(CompletableFuture[]::new));
    Duration atMost = options.get().handshakeTimeout().multipliedBy(2);
    await(CompletableFuture.anyOf(winner, all), atMost);
    over.set(true);
    return Optional.ofNullable(winner.getNow(null));
  }

  private Session dial(URI address, Optional<NodeId> peer, Lane lane, AtomicBoolean over)
      throws IOException {
    Transports.Installed via =
        transports
            .forScheme(address.getScheme())
            .orElseThrow(
                () -> new IOException("no transport for " + address.getScheme() + " is installed"));
    SessionLink joining =
        new SessionLink(host, via.transport(), lane, true, clock.instant(), System.nanoTime());
    via.making(joining);
    Link link;
    try {
      link =
          via.transport()
              .dial(address, new Expectation(peer, lane, Optional.empty()), options.get(), joining);
    } catch (IOException e) {
      joining.keepOut();
      throw e;
    } catch (IllegalArgumentException e) {
      joining.keepOut();
      throw new IOException(e.getMessage(), e);
    }
    if (over.get()) {
      joining.keepOut();
      link.close();
      throw new IOException("another address won");
    }
    joining.attach(link, interfaces.kindOf(link.local(), link.remote()));
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
