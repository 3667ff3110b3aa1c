package io.weft.node.flight;

import io.weft.node.NodeId;
import io.weft.transport.Lane;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the node tells the JVM's Flight Recorder. Until somebody records, nothing of the recorder is
 * loaded but the class that says so, and nothing at all where the JRE has none. Safe on every
 * thread; nothing blocks.
 */
public final class Flight {
  private static final Logger LOG = LoggerFactory.getLogger(Flight.class);

  /** Something that takes time: it is written down when it ends, if it is ended. */
  public interface Timed {
    /**
     * Ends it.
     *
     * @param outcome how it went, for people
     */
    void end(String outcome);
  }

  private static final Timed NOBODY_RECORDS = outcome -> {};

  private static final boolean PRESENT = present();

  private static volatile boolean unusable;

  private Flight() {}

  private static boolean present() {
    try {
      Class.forName("jdk.jfr.FlightRecorder", false, Flight.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false; // a JRE without the module jdk.jfr
    }
  }

  private static boolean records() {
    return PRESENT && !unusable && FlightRecorder.isInitialized();
  }

  /**
   * The recorder writes code into events that needs packages of its own, which this framework does
   * not let bundles see. The node goes on; nothing is recorded.
   */
  static void tellUnusable(LinkageError cause) {
    if (!unusable) {
      unusable = true;
      LOG.warn(
          "Flight Recorder shows nothing of this node: {}; set the framework property"
              + " org.osgi.framework.bootdelegation to jdk.jfr.internal.* and start it again",
          cause.getMessage());
    }
  }

  private static Timed begin(Supplier<FlightEvent> event) {
    try {
      FlightEvent begun = event.get();
      begun.begin();
      return begun;
    } catch (LinkageError e) {
      tellUnusable(e);
      return NOBODY_RECORDS;
    }
  }

  /**
   * A dial begins.
   *
   * @param peer who must be there; empty if whoever is there will do
   */
  public static Timed dial(Optional<NodeId> peer, URI address, Lane lane) {
    return records()
        ? begin(
            () ->
                new DialEvent(
                    peer.map(NodeId::toString).orElse(""),
                    address.getScheme(),
                    address.toString(),
                    lane.name().toLowerCase(Locale.ROOT)))
        : NOBODY_RECORDS;
  }

  /**
   * Links to a peer begin to say goodbye.
   *
   * @param links their other ends; of one transport, unless the node stops
   */
  public static Timed drain(NodeId peer, List<URI> links) {
    if (links.isEmpty() || !records()) {
      return NOBODY_RECORDS;
    }
    URI first = links.get(0);
    return begin(
        () -> new DrainEvent(peer.toString(), first.getScheme(), first.toString(), links.size()));
  }

  /**
   * A transport begins to come or to go.
   *
   * @param change {@code added} or {@code removed}
   */
  public static Timed swap(List<String> schemes, String change) {
    return records()
        ? begin(() -> new SwapEvent(String.join(" ", schemes), change))
        : NOBODY_RECORDS;
  }

  /**
   * Calls to a peer leave on another way from now on.
   *
   * @param link the one that they leave on
   * @param cost of that way
   */
  public static void migration(NodeId peer, URI link, String interfaceName, Duration cost) {
    if (records()) {
      begin(
              () ->
                  new MigrationEvent(
                      peer.toString(),
                      link.getScheme(),
                      link.toString(),
                      interfaceName,
                      cost.toNanos()))
          .end("moved");
    }
  }

  /**
   * A publisher has waited for a subscription whose queue is full.
   *
   * @param waitedNanos so far
   */
  public static void blocked(String subscription, String topic, long waitedNanos) {
    if (records()) {
      begin(() -> new BlockedEvent(subscription, topic, waitedNanos)).end("waits");
    }
  }
}
