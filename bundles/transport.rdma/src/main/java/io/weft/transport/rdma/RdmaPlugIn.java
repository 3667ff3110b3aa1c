package io.weft.transport.rdma;

import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.io.IOException;
import java.util.Dictionary;
import java.util.Hashtable;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
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
  public static final String PID = "io.weft.transport.rdma";

  private static final Logger LOG = LoggerFactory.getLogger(RdmaTransport.class);

  private final @Nullable RdmaTransport transport;
  private final ServiceRegistration<?> registration;

  /** As a component; a change of settings makes a new one. */
  @Activate
  public RdmaPlugIn(
      @Reference Identity identity, RdmaConfiguration configuration, BundleContext bundle) {
    RdmaSettings settings = RdmaSettings.of(configuration);
    Dictionary<String, Object> properties = new Hashtable<>();
    RdmaTransport opened = null;
    try {
      opened = new RdmaTransport(identity, settings);
      properties.put(Transport.STATE, opened.state());
    } catch (IOException e) {
      LOG.info("RDMA transport unavailable: {}", e.getMessage());
      properties.put(Transport.STATE, "unavailable: " + e.getMessage());
    }
    transport = opened;
    if (opened == null) {
      registration = bundle.registerService(RdmaPlugIn.class, this, properties);
    } else {
      properties.put(Transport.SCHEMES, new String[] {RdmaAddress.SCHEME});
      properties.put(Transport.LISTEN, RdmaAddress.SCHEME + "://{bind}:0");
      registration = bundle.registerService(Transport.class, opened, properties);
    }
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
