package io.weft.discovery.bootstrap;

import io.weft.exchange.Handler;
import io.weft.exchange.ServiceAt;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Makes a handler callable in the network until the result is closed. */
@FunctionalInterface
interface Offer {

  Withdrawal make(Handler handler);

  /** Ends an offer. */
  interface Withdrawal extends AutoCloseable {
    @Override
    void close();
  }

  /** By a service of the framework; the source may be switched off, and nobody is answered then. */
  static Offer in(BundleContext context) {
    Map<String, Object> properties =
        Map.of(
            ServiceAt.PREFIX_ + "path",
            PeersHandler.PATH,
            ServiceAt.PREFIX_ + "version",
            "1.0.0",
            ServiceAt.PREFIX_ + "description",
            "Tells connected nodes of others.",
            ServiceAt.PREFIX_ + "actions",
            new String[] {PeersHandler.EXCHANGE},
            ServiceAt.PREFIX_ + "relayed",
            false);
    return handler -> {
      ServiceRegistration<Handler> service =
          context.registerService(Handler.class, handler, FrameworkUtil.asDictionary(properties));
      return () -> {
        try {
          service.unregister();
        } catch (IllegalStateException e) {
          // The bundle stops, and the framework was faster.
          return;
        }
      };
    };
  }
}
