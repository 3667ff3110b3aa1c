package io.weft.transport.websocket;

import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The transport in a framework. It registers the service by itself, because where the node listens,
 * a service property, follows from a setting.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = WebSocketComponent.PID)
@Designate(ocd = WebSocketConfiguration.class)
public final class WebSocketComponent {

  /** Where the settings are. */
  static final String PID = "io.weft.transport.websocket";

  /**
   * Round trips take 1.05 of TCP's, large frames up to 1.4: a copy of each that comes (percent).
   */
  private static final int COST_PERCENT = 120;

  private static final int MAX_PORT = 65_535;

  private final WebSocketTransport transport;
  private final ServiceRegistration<Transport> registration;

  /**
   * Offers the transport; a change of settings makes a new one.
   *
   * @throws IllegalStateException if the settings ask for what this machine does not have
   */
  @Activate
  public WebSocketComponent(
      BundleContext context, @Reference Identity identity, WebSocketConfiguration configuration) {
    WebSocketSettings.PAGE.within("port", configuration.port(), 0, MAX_PORT);
    transport = new WebSocketTransport(identity, WebSocketSettings.of(configuration));
    Map<String, Object> properties =
        Map.of(
            Transport.SCHEMES,
            new String[] {WebSocketAddress.SECURED, WebSocketAddress.PLAIN},
            Transport.LISTEN,
            WebSocketAddress.SECURED + "://{bind}:" + configuration.port() + WebSocketAddress.PATH,
            Transport.COST,
            COST_PERCENT);
    registration =
        context.registerService(Transport.class, transport, FrameworkUtil.asDictionary(properties));
  }

  /** First the service goes, which returns when the node has let go of every link. */
  @Deactivate
  void stop() {
    registration.unregister();
    transport.close();
  }
}
