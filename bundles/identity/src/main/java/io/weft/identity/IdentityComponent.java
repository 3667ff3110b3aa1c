package io.weft.identity;

import io.weft.node.NodeId;
import io.weft.trust.Admission;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import io.weft.trust.Tickets;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The identity as a service. Its folders are the framework properties {@code weft.data} and {@code
 * weft.config}; its settings are part of the network configuration, whose change replaces the
 * service.
 */
@Component(
    service = {Identity.class, Admission.class, Tickets.class},
    configurationPid = "io.weft.network",
    immediate = true)
public final class IdentityComponent implements Identity, Admission, Tickets {

  /** The keys of the network configuration that decide about identity; described there. */
  @interface NetworkConfiguration {
    String tls__certificate() default "";

    String tls__private__key() default "";

    String tls__ca() default "";

    boolean open() default false;

    String node__id() default "";

    String network__id() default "";
  }

  private final NodeIdentity identity;

  /**
   * @throws IdentityException if there is no usable identity; the message says what to do
   */
  @Activate
  public IdentityComponent(BundleContext context, NetworkConfiguration configuration) {
    IdentitySettings settings =
        IdentitySettings.of(
            configuration.tls__certificate(),
            configuration.tls__private__key(),
            configuration.tls__ca(),
            configuration.open(),
            configuration.node__id(),
            configuration.network__id());
    identity = NodeIdentity.open(data(context), config(context), settings, Clock.systemUTC());
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
