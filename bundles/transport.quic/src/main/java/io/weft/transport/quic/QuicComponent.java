package io.weft.transport.quic;

import io.netty.handler.codec.quic.Quic;
import io.weft.endpoint.Reasons;
import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport in a framework. It registers the service by itself, because there is none on a
 * machine without the native library: the node and its other transports go on.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = QuicComponent.PID)
@Designate(ocd = QuicConfiguration.class)
public final class QuicComponent {

  /** Where the settings are. */
  static final String PID = "io.weft.transport.quic";

  /**
   * QUIC runs in user space: more of the CPU than TCP for the same bytes, so that TCP goes first
   * where both lead to a peer (percent).
   */
  private static final int COST_PERCENT = 130;

  private static final Logger LOG = LoggerFactory.getLogger(QuicComponent.class);

  private final @Nullable QuicTransport transport;
  private final @Nullable ServiceRegistration<Transport> registration;

  /**
   * Offers the transport if it can run here; a change of settings makes a new one.
   *
   * @throws IllegalStateException if the settings ask for what this machine does not have
   */
  @Activate
  public QuicComponent(
      BundleContext context, @Reference Identity identity, QuicConfiguration configuration) {
    QuicSettings settings = QuicSettings.of(configuration);
    Optional<String> missing = missing();
    if (missing.isPresent()) {
      LOG.warn("No links over QUIC: {}", missing.get());
      transport = null;
      registration = null;
      return;
    }
    QuicTransport offered = new QuicTransport(identity, settings);
    transport = offered;
    Map<String, Object> properties =
        Map.of(
            Transport.SCHEMES,
            new String[] {QuicTransport.SCHEME},
            Transport.LISTEN,
            QuicTransport.SCHEME + "://{bind}:{port}",
            Transport.COST,
            COST_PERCENT);
    registration =
        context.registerService(Transport.class, offered, FrameworkUtil.asDictionary(properties));
  }

  /** First the service goes, which returns when the node has let go of every link. */
  @Deactivate
  void stop() {
    if (registration != null) {
      registration.unregister();
    }
    if (transport != null) {
      transport.close();
    }
  }

  /** Why there is no QUIC here, and what to do; empty if there is. */
  static Optional<String> missing() {
    if (Quic.isAvailable()) {
      return Optional.empty();
    }
    return Optional.of(
        "its native library does not load on "
            + System.getProperty("os.name")
            + ", "
            + System.getProperty("os.arch")
            + " ("
            + Reasons.root(Quic.unavailabilityCause())
            + "); it is there for Linux and macOS on x86_64 and aarch_64 and for Windows on x86_64:"
            + " add the bundle netty-codec-native-quic of this platform, or leave the feature"
            + " transport-quic out");
  }
}
