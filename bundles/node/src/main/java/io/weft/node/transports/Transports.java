package io.weft.node.transports;

import io.weft.node.flight.Flight;
import io.weft.node.session.SessionLink;
import io.weft.node.transports.ListenSettings.Place;
import io.weft.transport.Acceptor;
import io.weft.transport.LinkOptions;
import io.weft.transport.Listener;
import io.weft.transport.Transport;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transports that are installed, and where they listen. A transport that comes back after an
 * update takes the port that it had before, so that addresses known to others stay good.
 */
public final class Transports {
  private static final Logger LOG = LoggerFactory.getLogger(Transports.class);

  /** One installed transport. */
  public static final class Installed {
    private final Transport transport;
    private final List<String> schemes;
    private final String template;
    private final int costPercent;
    private final Map<Place, Listener> listeners = new ConcurrentHashMap<>();
    private final ReentrantLock listening = new ReentrantLock();
    private final Set<SessionLink> joining = ConcurrentHashMap.newKeySet();
    private final Flight.Timed coming;
    private volatile boolean tried;
    private volatile boolean gone;

    Installed(Transport transport, List<String> schemes, String template, int costPercent) {
      this.transport = transport;
      this.schemes = List.copyOf(schemes);
      this.template = template;
      this.costPercent = costPercent;
      this.coming = Flight.swap(schemes, "added");
    }

    /** What it costs beside TCP over the same interface. */
    public int costPercent() {
      return costPercent;
    }

    public Transport transport() {
      return transport;
    }

    public List<String> schemes() {
      return schemes;
    }

    /** A link is being made with it. */
    public void making(SessionLink link) {
      joining.add(link);
      link.joined().whenComplete((session, failure) -> joining.remove(link));
      if (gone) {
        link.keepOut();
      }
    }

    /** Waits, bounded, until links that were being made have joined or failed; no more follow. */
    public void settle(Duration atMost) {
      List<SessionLink> all = List.copyOf(joining);
      all.forEach(SessionLink::keepOut);
      CompletableFuture<?> settled =
          CompletableFuture.allOf(
              all.stream()
                  .map(link -> link.joined().handle((session, failure) -> session))
                  .toArray(CompletableFuture[]::new));
      try {
        settled.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        LOG.info("{} links were still being made with a transport that is removed", joining.size());
      }
    }

    /** Its first try to listen is over, and is told to others. */
    public void settled() {
      tried = true;
      coming.end(listeners.isEmpty() ? "it listens nowhere" : "it listens");
    }

    /** Whether it has been removed: what was made with it meanwhile must be closed. */
    public boolean gone() {
      return gone;
    }
  }

  private final List<Installed> installed = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> lastPorts = new ConcurrentHashMap<>();
  private final Map<Place, String> failures = new ConcurrentHashMap<>();
  private final AtomicBoolean retrying = new AtomicBoolean();
  private final Supplier<ListenSettings> settings;
  private final Function<Installed, Acceptor> acceptors;

  /**
   * @param settings read at each listen
   * @param acceptors makes what receives the links that a transport accepts
   */
  public Transports(Supplier<ListenSettings> settings, Function<Installed, Acceptor> acceptors) {
    this.settings = settings;
    this.acceptors = acceptors;
  }

  /** Takes a transport in; it does not listen yet. */
  public Installed add(
      Transport transport, List<String> schemes, String template, int costPercent) {
    Installed added = new Installed(transport, schemes, template, costPercent);
    installed.add(added);
    return added;
  }

  /** Takes a transport out: from now on nothing new is made with it. Its listeners are closed. */
  public Optional<Installed> remove(Transport transport) {
    Optional<Installed> found =
        installed.stream().filter(each -> each.transport == transport).findFirst();
    found.ifPresent(
        each -> {
          each.gone = true;
          installed.remove(each);
          stopListening(each);
          failures.keySet().removeIf(place -> isOf(each, place));
        });
    return found;
  }

  /** Closes the listeners; the links that they accepted stay. */
  public void stopListening(Installed each) {
    each.listeners.values().forEach(Listener::close);
    each.listeners.clear();
  }

  /** Listens where the settings say now. */
  public void listenAnew(LinkOptions options) {
    for (Installed each : installed) {
      stopListening(each);
      listen(each, options);
    }
  }

  public List<Installed> all() {
    return List.copyOf(installed);
  }

  /** Whether a transport is installed. */
  public boolean has(Transport transport) {
    return installed.stream().anyMatch(each -> each.transport == transport);
  }

  /** An installed transport, as it is installed. */
  public Optional<Installed> of(Transport transport) {
    return installed.stream().filter(each -> each.transport == transport).findFirst();
  }

  /** The transport for an address. */
  public Optional<Installed> forScheme(String scheme) {
    return installed.stream().filter(each -> each.schemes.contains(scheme)).findFirst();
  }

  /** Whether every transport listens, or has failed to. */
  public boolean settled() {
    return installed.stream().allMatch(each -> each.tried);
  }

  /** Where this node listens for everything. */
  public List<URI> addresses() {
    return addresses(false);
  }

  /** Where it listens for what is large alone. */
  public List<URI> bulkAddresses() {
    return addresses(true);
  }

  private List<URI> addresses(boolean bulk) {
    List<URI> all = new ArrayList<>();
    for (Installed each : installed) {
      each.listeners.forEach(
          (place, listener) -> {
            if (place.bulk() == bulk) {
              all.add(listener.address());
            }
          });
    }
    return List.copyOf(all);
  }

  private static boolean isOf(Installed each, Place place) {
    return each.schemes.contains(place.address().getScheme());
  }

  /**
   * Listens where it could not, if there is such an address: a port that was in use may be free.
   *
   * @param done called after a try
   */
  public void retry(Executor background, LinkOptions options, Runnable done) {
    if (!failures.isEmpty() && retrying.compareAndSet(false, true)) {
      background.execute(
          () -> {
            retrying.set(false);
            installed.forEach(each -> listen(each, options));
            done.run();
          });
    }
  }

  /**
   * Listens where the settings say and it does not listen yet; blocks. What fails is told once for
   * each reason. Whether it listens anywhere.
   */
  public boolean listen(Installed each, LinkOptions options) {
    each.listening.lock();
    try {
      List<Place> wanted = settings.get().places(each.schemes, each.template);
      failures.keySet().removeIf(place -> isOf(each, place) && !wanted.contains(place));
      for (Place place : wanted) {
        if (!each.gone && !each.listeners.containsKey(place)) {
          listen(each, place, options);
        }
      }
      if (each.gone) { // removed while it was about to listen
        stopListening(each);
      }
      return !each.listeners.isEmpty();
    } finally {
      each.listening.unlock();
    }
  }

  private void listen(Installed each, Place place, LinkOptions options) {
    try {
      Listener listener = listenAgain(each, place, options);
      each.listeners.put(place, listener);
      if (listener.address().getPort() > 0) {
        lastPorts.put(place.key(), listener.address().getPort());
      }
      failures.remove(place);
      LOG.info("listening on {}", new Place(listener.address(), place.bulk()));
    } catch (IOException | RuntimeException e) { // of a plug-in
      String why = String.valueOf(e.getMessage());
      if (!each.gone && !why.equals(failures.put(place, why))) {
        LOG.warn("cannot listen on {}: {}; it is tried each second", place, why);
      }
    }
  }

  private Listener listenAgain(Installed each, Place place, LinkOptions options)
      throws IOException {
    URI address = place.address();
    Integer before = lastPorts.get(place.key());
    if (address.getPort() == 0 && before != null) {
      try {
        return each.transport.listen(
            ListenSettings.withPort(address, before), options, acceptors.apply(each));
      } catch (IOException e) {
        LOG.info("port {} is taken by now, another one follows: {}", before, e.getMessage());
      }
    }
    return each.transport.listen(address, options, acceptors.apply(each));
  }
}
