package io.weft.identity;

import io.weft.node.NodeId;
import io.weft.trust.Admission;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import io.weft.trust.KeyRotation;
import io.weft.trust.Tickets;
import java.net.URI;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.X509ExtendedTrustManager;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity as a service. Its folders are the framework properties {@code weft.data} and {@code
 * weft.config}; its settings are part of the network configuration, of which the rest may change
 * without replacing the service.
 */
@Component(
    service = {
      Identity.class,
      Admission.class,
      Tickets.class,
      KeyRotation.class,
      IdentityComponent.class
    },
    configurationPid = "io.weft.network",
    immediate = true)
public final class IdentityComponent implements Identity, Admission, Tickets, KeyRotation {

  /** The keys of the network configuration that decide about identity; described there. */
  @interface NetworkConfiguration {
    String tls__certificate() default "";

    String tls__private__key() default "";

    String tls__ca() default "";

    boolean open() default false;

    String admission() default "shared";

    String node__id() default "";

    String network__id() default "";
  }

  private static final Logger LOG = LoggerFactory.getLogger(IdentityComponent.class);

  private final NodeIdentity identity;
  private final IdentitySettings settings;
  private final Renewal renewal;

  /**
   * @throws IdentityException if there is no usable identity; the message says what to do
   */
  @Activate
  public IdentityComponent(BundleContext context, NetworkConfiguration configuration) {
    settings = read(configuration);
    identity = NodeIdentity.open(data(context), config(context), settings, Clock.systemUTC());
    renewal = new Renewal(identity, clockwork());
  }

  /** What the other component of this bundle goes on with. */
  NodeIdentity identity() {
    return identity;
  }

  /** Whether tickets let in one node each. */
  boolean onlyOnce() {
    return settings.issued();
  }

  @Deactivate
  void stop() {
    renewal.close();
  }

  private static ScheduledExecutorService clockwork() {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, "weft-identity");
          thread.setDaemon(true);
          return thread;
        });
  }

  private static IdentitySettings read(NetworkConfiguration configuration) {
    return IdentitySettings.of(
        configuration.tls__certificate(),
        configuration.tls__private__key(),
        configuration.tls__ca(),
        configuration.open(),
        configuration.admission(),
        configuration.node__id(),
        configuration.network__id());
  }

  /** The rest of the network configuration changes without this service being replaced. */
  @Modified
  void modified(NetworkConfiguration configuration) {
    if (!read(configuration).equals(settings)) {
      LOG.warn(
          "who this node is and whom it trusts has changed in io.weft.network: that takes effect at"
              + " the next start");
    }
  }

  @Override
  public NodeId id() {
    return identity.id();
  }

  @Override
  public String network() {
    return identity.network();
  }

  @Override
  public Credentials credentials() {
    return identity.credentials();
  }

  @Override
  public Watch watch(Runnable onChange) {
    return identity.watch(onChange);
  }

  @Override
  public byte[] sign(byte[] message) {
    return identity.sign(message);
  }

  @Override
  public Admission admission() {
    return identity.admission();
  }

  @Override
  public NodeId admit(List<X509Certificate> chain) throws CertificateException {
    return identity.admission().admit(chain);
  }

  @Override
  public List<PublicKey> keys(X509Certificate leaf) throws CertificateException {
    return identity.admission().keys(leaf);
  }

  @Override
  public PublicKey rotate() {
    return identity.rotate();
  }

  @Override
  public X509ExtendedTrustManager trustManager(Optional<NodeId> expected) {
    return identity.trustManager(expected);
  }

  @Override
  public List<URI> introducers() {
    return identity.introducers();
  }

  @Override
  public String invite(List<URI> introducers) {
    return identity.invite(introducers);
  }

  private static Path data(BundleContext context) {
    String data = context.getProperty("weft.data");
    if (data == null || data.isBlank()) {
      throw new IdentityException(
          "the framework property weft.data is not set: it names the folder of this node's data");
    }
    return Path.of(data).toAbsolutePath();
  }

  private static Path config(BundleContext context) {
    String config = context.getProperty("weft.config");
    return config == null || config.isBlank()
        ? ConfigFolder.ofThisUser()
        : Path.of(config).toAbsolutePath();
  }
}
