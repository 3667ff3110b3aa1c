package io.weft.transport.unix;

import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
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
    configurationPid = UnixComponent.PID)
@Designate(ocd = UnixConfiguration.class)
public final class UnixComponent {

  /** Where the settings are. */
  static final String PID = "io.weft.transport.unix";

  /** Latency beside TCP's on the loopback interface, measured (percent). */
  private static final int COST_PERCENT = 60;

  private static final String DEFAULT_PATH = "weft.sock";

  private final UnixTransport transport;
  private final ServiceRegistration<Transport> registration;

  /**
   * Offers the transport; a change of settings makes a new one.
   *
   * @throws IllegalStateException if the settings ask for what this machine does not have
   */
  @Activate
  public UnixComponent(
      BundleContext context, @Reference Identity identity, UnixConfiguration configuration)
      throws IOException {
    UnixSettings settings = UnixSettings.of(configuration);
    transport = new UnixTransport(identity, settings);
    Map<String, Object> properties =
        Map.of(
            Transport.SCHEMES,
            new String[] {UnixAddress.SCHEME},
            Transport.LISTEN,
            template(settings.socketPath().orElse(Path.of(DEFAULT_PATH))),
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

  /** The address as the node completes it. */
  static String template(Path path) {
    if (path.isAbsolute()) {
      return new UnixAddress(path).uri().toString();
    }
    try {
      String relative = "/" + path.toString().replace('\\', '/');
      return UnixAddress.SCHEME + ":{data}" + new URI(null, null, relative, null).getRawPath();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("socket_path of " + PID + " is " + path, e);
    }
  }
}
