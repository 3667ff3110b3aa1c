package io.weft.discovery;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A source of sightings. Nothing that it reports is trusted, and it need not remember anything: the
 * node verifies records, owns leases, and keeps its peers while a provider is replaced.
 *
 * <p>Registered as a service with {@link #NAME}. The three methods are called in order, by one
 * thread at a time, on a thread that may block for some seconds.
 */
@ConsumerType
public interface DiscoveryProvider extends AutoCloseable {

  /** Service property, {@code String}: the provider's name in logs and tables, such as mdns. */
  String NAME = "weft.discovery.name";

  /**
   * Starts to advertise this node and to look for others, until {@link #close}. What cannot be used
   * (an interface without multicast, a directory that is not there) is logged once and tried again;
   * only a setting that can never work throws.
   *
   * @param self this node, as it is at the moment of each call
   * @param sink where sightings go; safe on every thread, never blocks
   */
  void start(Self self, SightingSink sink);

  /** This node's record has changed: advertise the new one. */
  void refresh();

  /** Withdraws the advertisement, says goodbye where that is possible, and frees everything. */
  @Override
  void close();
}
