package io.weft.identity;

import io.weft.exchange.Directory;
import io.weft.exchange.Exchange;
import io.weft.exchange.Handler;
import io.weft.exchange.ServiceAt;
import io.weft.node.NodeId;
import io.weft.trust.Identity;
import io.weft.trust.OneTimeTickets;
import io.weft.trust.Revocations;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The issuer's side of a network, if this node holds its key: one-time tickets, the desk, the
 * service for renewals; otherwise the way to the issuers. And the list of revocations, on both.
 */
@Component(
    service = {OneTimeTickets.class, Revocations.class},
    configurationPid = "io.weft.network",
    immediate = true)
public final class IssuingComponent implements OneTimeTickets, Revocations {

  /** The keys of the network configuration that decide about the desk; described there. */
  @interface DeskConfiguration {
    String bind__address() default "";

    int issuer__port() default 0;
  }

  private final BundleContext context;
  private final NodeIdentity identity;
  private final boolean onlyOnce;
  private final Optional<IssuerOffice> office;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile DeskConfiguration settings;
  private @Nullable ScheduledExecutorService clockwork;
  private @Nullable ServiceRegistration<Handler> service;
  private volatile @Nullable Exchange exchange;
  private volatile @Nullable Directory directory;

  @Activate
  public IssuingComponent(
      BundleContext context, @Reference IdentityComponent identity, DeskConfiguration settings) {
    this.context = context;
    this.identity = identity.identity();
    this.onlyOnce = identity.onlyOnce();
    this.settings = settings;
    this.office =
        this.identity
            .issuer()
            .map(
                issuer ->
                    new IssuerOffice(
                        issuer, issuer.book().folder(), this::place, Clock.systemUTC()));
    if (onlyOnce || this.identity.issuer().filter(issuer -> issuer.book().used()).isPresent()) {
      serve();
    }
  }

  @Modified
  void modified(DeskConfiguration changed) {
    settings = changed; // for the next time that the desk opens
  }

  @Deactivate
  void stop() {
    office.ifPresent(IssuerOffice::close);
    lock.lock();
    try {
      if (clockwork != null) {
        clockwork.shutdownNow();
      }
      if (service != null) {
        service.unregister();
        service = null;
      }
    } finally {
      lock.unlock();
    }
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindExchange(Exchange found) {
    exchange = found;
    reach();
  }

  void unbindExchange(Exchange gone) {
    if (gone.equals(exchange)) {
      exchange = null;
      identity.distant().ifPresent(DistantAuthority::leave);
    }
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindDirectory(Directory found) {
    directory = found;
    reach();
  }

  void unbindDirectory(Directory gone) {
    if (gone.equals(directory)) {
      directory = null;
      identity.distant().ifPresent(DistantAuthority::leave);
    }
  }

  private void reach() {
    Exchange calls = exchange;
    Directory services = directory;
    if (calls != null && services != null) {
      identity.distant().ifPresent(issuers -> issuers.reach(new AskedIssuers(calls, services)));
    }
  }

  /** From the first ticket on: a network that is shared has nobody who would ask. */
  private void serve() {
    lock.lock();
    try {
      if (clockwork != null || office.isEmpty()) {
        return;
      }
      ScheduledExecutorService made =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "weft-issuer");
                thread.setDaemon(true);
                return thread;
              });
      clockwork = made;
      made.scheduleWithFixedDelay(
          office.get()::look, 0, Renewal.LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      Map<String, Object> properties =
          Map.of(
              ServiceAt.PREFIX_ + "path",
              IssuerHandler.PATH,
              ServiceAt.PREFIX_ + "version",
              "1.0.0",
              ServiceAt.PREFIX_ + "description",
              "Renews the certificates of this network's nodes.",
              ServiceAt.PREFIX_ + "actions",
              new String[] {IssuerHandler.RENEW});
      service =
          context.registerService(
              Handler.class,
              new IssuerHandler(identity.issuer().orElseThrow()),
              FrameworkUtil.asDictionary(properties));
    } finally {
      lock.unlock();
    }
  }

  private IssuerOffice.Place place() {
    String bind = settings.bind__address();
    try {
      return new IssuerOffice.Place(
          bind.isBlank() ? Optional.empty() : Optional.of(InetAddress.getByName(bind.strip())),
          settings.issuer__port());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("bind_address " + bind + " is no address", e);
    }
  }

  @Override
  public String inviteOnce(List<URI> introducers, Duration validFor) {
    if (office.isEmpty()) {
      // Who holds no key of a network says so for every kind of ticket.
      return identity.invite(introducers);
    }
    String ticket = office.get().inviteOnce(introducers, validFor);
    serve();
    return ticket;
  }

  @Override
  public boolean always() {
    return onlyOnce;
  }

  @Override
  public List<Outstanding> outstanding() {
    return office.map(IssuerOffice::outstanding).orElse(List.of());
  }

  @Override
  public boolean withdraw(String id) {
    return office.isPresent() && office.get().withdraw(id);
  }

  @Override
  public byte[] current() {
    return identity.revocations().current();
  }

  @Override
  public boolean learn(byte[] signed) {
    return identity.revocations().learn(signed);
  }

  @Override
  public Set<NodeId> revoked() {
    return identity.revocations().revoked();
  }

  @Override
  public void revoke(NodeId node) {
    if (node.equals(identity.id())) {
      throw new IllegalStateException("this is the node itself: revoke it from another issuer");
    }
    identity.revocations().revoke(node);
  }

  @Override
  public Identity.Watch onChange(Runnable listener) {
    return identity.revocations().onChange(listener);
  }
}
