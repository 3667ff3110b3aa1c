package io.weft.discovery.bootstrap;

import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.Records;
import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import io.weft.exchange.Directory;
import io.weft.exchange.Exchange;
import io.weft.peer.Peers;
import io.weft.trust.Identity;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Known addresses, reported while there is too little company, and peer exchange: connected peers
 * tell each other the signed records of others. One address of one node is enough to reach a whole
 * network.
 *
 * <p>Nothing that a peer tells is trusted: only records that their own nodes have signed are passed
 * on, how many and how often is bounded for each peer, and nobody is believed to be there because
 * two have told each other so for ever. May be started again after {@link #close}.
 */
@Component(
    service = DiscoveryProvider.class,
    property = DiscoveryProvider.NAME + "=bootstrap",
    configurationPid = "io.weft.discovery.bootstrap")
@Designate(ocd = BootstrapSettings.class)
public final class BootstrapDiscovery implements DiscoveryProvider {

  private final Settings settings;
  private final Supplier<List<URI>> introducers;
  private final Offer offer;
  private final Clock clock;
  private final Vicinity vicinity = new Vicinity();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Rounds rounds;

  /**
   * @throws IllegalArgumentException if a setting cannot be used; the message names it
   */
  @Activate
  public BootstrapDiscovery(
      BundleContext context, @Reference Identity identity, BootstrapSettings settings) {
    this(Settings.of(settings), identity::introducers, Offer.in(context), Clock.systemUTC());
  }

  /**
   * @param introducers addresses that came with the ticket
   */
  BootstrapDiscovery(Settings settings, Supplier<List<URI>> introducers, Offer offer, Clock clock) {
    this.settings = settings;
    this.introducers = introducers;
    this.offer = offer;
    this.clock = clock;
  }

  @Override
  public void start(Self self, SightingSink sink) {
    lock.lock();
    try {
      if (rounds != null) {
        throw new IllegalStateException("already started: close it first");
      }
      rounds = new Rounds(settings, introducers, offer, self, sink, vicinity, clock, new Random());
      rounds.start();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing to do: peers that are linked with this node have its new record from the node. */
  @Override
  public void refresh() {}

  @Override
  @Deactivate
  public void close() {
    lock.lock();
    try {
      if (rounds != null) {
        rounds.close();
        rounds = null;
      }
    } finally {
      lock.unlock();
    }
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindExchange(Exchange found) {
    vicinity.exchange(found);
  }

  void unbindExchange(Exchange gone) {
    vicinity.exchange(null);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindDirectory(Directory found) {
    vicinity.directory(found);
  }

  void unbindDirectory(Directory gone) {
    vicinity.directory(null);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindRecords(Records found) {
    vicinity.records(found);
  }

  void unbindRecords(Records gone) {
    vicinity.records(null);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindPeers(Peers found) {
    vicinity.peers(found);
  }

  void unbindPeers(Peers gone) {
    vicinity.peers(null);
  }
}
