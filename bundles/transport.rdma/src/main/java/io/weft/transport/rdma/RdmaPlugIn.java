package io.weft.transport.rdma;

import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
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
 * Registers the transport where UCX has something to offer. Where it has not, it says so, in the
 * log and as the state of this bundle, and the node goes on with its other transports.
 */
@Component(
    immediate = true,
    service = {},
    configurationPid = RdmaPlugIn.PID)
@Designate(ocd = RdmaConfiguration.class)
public final class RdmaPlugIn {

  /** Where the settings are. */
  static final String PID = "io.weft.transport.rdma";

  /** Beside TCP over the same device: an estimate, for no device was at hand (percent). */
  private static final int HARDWARE_COST_PERCENT = 50;

  /**
   * Shared memory with TLS: less latency than a Unix socket, but it seals bulk at a quarter of what
   * that carries, so the socket (60) goes first (percent; decision 011).
   */
  private static final int SEALED_MEMORY_COST_PERCENT = 65;

  /** Shared memory without TLS: half of a Unix socket's latency (percent; decision 011). */
  private static final int OPEN_MEMORY_COST_PERCENT = 40;

  private static final Logger LOG = LoggerFactory.getLogger(RdmaPlugIn.class);

  private final @Nullable RdmaTransport transport;
  private final ServiceRegistration<?> registration;

  /** Offers the transport, or says why there is none; a change of settings makes a new one. */
  @Activate
  public RdmaPlugIn(
      BundleContext context, @Reference Identity identity, RdmaConfiguration configuration) {
    RdmaSettings settings = RdmaSettings.of(configuration);
    Map<String, Object> properties = new HashMap<>();
    RdmaTransport opened = null;
    try {
      opened = RdmaTransport.open(identity, settings);
    } catch (IOException e) {
      LOG.info("RDMA transport unavailable: {}", e.getMessage());
      properties.put(Transport.STATE, "unavailable: " + e.getMessage());
    }
    transport = opened;
    if (opened == null) {
      registration =
          context.registerService(RdmaPlugIn.class, this, FrameworkUtil.asDictionary(properties));
    } else {
      boolean others = opened.reachesOthers();
      properties.put(Transport.STATE, opened.state());
      properties.put(Transport.SCHEMES, new String[] {RdmaTransport.SCHEME});
      // Shared memory is of no use to other machines: they are not told of it.
      properties.put(
          Transport.LISTEN, RdmaTransport.SCHEME + (others ? "://{bind}:0" : "://127.0.0.1:0"));
      properties.put(Transport.COST, cost(others, settings));
      registration =
          context.registerService(Transport.class, opened, FrameworkUtil.asDictionary(properties));
    }
  }

  private static int cost(boolean hardware, RdmaSettings settings) {
    if (hardware) {
      return HARDWARE_COST_PERCENT;
    }
    return settings.trustedFabric() ? OPEN_MEMORY_COST_PERCENT : SEALED_MEMORY_COST_PERCENT;
  }

  /** The service first, so that the node lets go of its links while they still work. */
  @Deactivate
  void stop() {
    registration.unregister();
    if (transport != null) {
      transport.close();
    }
  }
}
