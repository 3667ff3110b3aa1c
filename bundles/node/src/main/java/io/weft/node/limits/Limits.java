package io.weft.node.limits;

import io.weft.node.NodeId;
import io.weft.transport.Acceptor;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What strangers and peers may cost this node. The node needs it before it listens; values that
 * cannot be used at the start keep it from starting, later ones leave those before in force. Safe
 * on every thread.
 */
@Component(service = Limits.class, configurationPid = "io.weft.limits")
@Designate(ocd = LimitSettings.class)
public final class Limits {
  private static final Logger LOG = LoggerFactory.getLogger(Limits.class);

  /** More peers than a node knows at a time; beyond it they are all counted anew. */
  static final int MAX_PEERS = 1 << 15;

  private final LongSupplier nanos;
  private final RefusalCounts refusals = new RefusalCounts();
  private final Strangers strangers;
  private final Map<NodeId, PeerLimits> peers = new ConcurrentHashMap<>();
  private volatile LimitValues values;
  private volatile BiConsumer<NodeId, String> flooded = (peer, limit) -> {};

  /** With the values of the settings page. */
  public Limits() {
    this(LimitValues.DEFAULT, System::nanoTime);
  }

  /**
   * @throws IllegalArgumentException if a value is out of range; the message names it
   */
  @Activate
  public Limits(LimitSettings settings) {
    this(read(settings), System::nanoTime);
  }

  /**
   * @param nanos the time, as {@link System#nanoTime}
   */
  public Limits(LimitValues values, LongSupplier nanos) {
    this.values = values;
    this.nanos = nanos;
    this.strangers = new Strangers(this::values, refusals, nanos);
  }

  @Modified
  void modified(LimitSettings settings) {
    try {
      change(read(settings));
    } catch (IllegalArgumentException e) {
      LOG.warn("{}; the limits before it stay in force", e.getMessage());
    }
  }

  private static LimitValues read(LimitSettings settings) {
    try {
      return LimitValues.of(settings);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("io.weft.limits: " + e.getMessage(), e);
    }
  }

  /** Other limits from now on; who is over them now is not turned out. */
  public void change(LimitValues next) {
    values = next;
  }

  public LimitValues values() {
    return values;
  }

  /** What was refused so far. */
  public RefusalCounts refusals() {
    return refusals;
  }

  /** Somebody has connected: see {@link Acceptor#knock}. */
  public Optional<Acceptor.Visit> knock(SocketAddress from) {
    return strangers.knock(from);
  }

  /** The limits of one peer, the same for all its links. */
  public PeerLimits of(NodeId peer) {
    PeerLimits known = peers.get(peer);
    if (known != null) {
      return known;
    }
    if (peers.size() >= MAX_PEERS) {
      peers.clear();
    }
    return peers.computeIfAbsent(
        peer,
        id ->
            new PeerLimits(
                "peer " + id.shortText(),
                this::values,
                refusals,
                nanos,
                limit -> flooded.accept(id, limit)));
  }

  /** A peer is not known any more. */
  public void forget(NodeId peer) {
    peers.remove(peer);
  }

  /**
   * Who is told when a peer was over a limit, with which one; at most once a second for each. Must
   * not block.
   */
  public void whenFlooded(BiConsumer<NodeId, String> told) {
    flooded = told;
  }

  /**
   * Limits what a source of discovery brings.
   *
   * @return whether one more may be looked at; counts it if not
   */
  public BooleanSupplier sightings(String source) {
    Rate rate = new Rate(() -> values.discoveryPacketsASecond(), Duration.ofSeconds(1), nanos);
    return () -> {
      boolean fits = rate.take();
      if (!fits) {
        refusals.refuse(
            Reason.DISCOVERY_PACKETS_A_SECOND,
            values.discoveryPacketsASecond(),
            () -> "discovery by " + source);
      }
      return fits;
    };
  }
}
