package io.weft.itests.parts;

import io.weft.exchange.Exchange;
import io.weft.exchange.Handler;
import io.weft.exchange.Request;
import io.weft.exchange.ServiceAt;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * A service that asks others without a pause, from within a node: {@code start PATH} asks whoever
 * offers that path to echo, {@code figures} tells how it went since the last {@code mark}, {@code
 * end} waits for the last answers. {@code stream PATH}, {@code streamed} and {@code endStream} are
 * the same for some large payloads. It also echoes. Its path is in its bundle's manifest.
 */
public final class LoadActivator implements BundleActivator, Handler {
  private BundleContext context;
  private SteadyLoad load;
  private SteadyLoad stream;

  @Override
  public void start(BundleContext started) {
    context = started;
    String path = context.getBundle().getHeaders("").get(ServiceJar.PATH_HEADER);
    offer(path, this, false, "start", "mark", "figures", "end", "stream", "streamed", "endStream");
    Handler echo = request -> request.as(byte[].class);
    offer(path, echo, true, "echo");
  }

  private void offer(String path, Handler handler, boolean nonBlocking, String... actions) {
    context.registerService(
        Handler.class,
        handler,
        FrameworkUtil.asDictionary(
            Map.of(
                ServiceAt.PREFIX_ + "path",
                path,
                ServiceAt.PREFIX_ + "actions",
                actions,
                ServiceAt.PREFIX_ + "nonBlocking",
                nonBlocking)));
  }

  private Exchange exchange() {
    return context.getService(context.getServiceReference(Exchange.class));
  }

  @Override
  public void stop(BundleContext context) {}

  @Override
  public Object handle(Request request) throws Exception {
    switch (request.action()) {
      case "start" -> {
        load = new SteadyLoad(exchange(), request.as(String.class), 64, 64);
        load.start();
        return null;
      }
      case "stream" -> {
        stream = new SteadyLoad(exchange(), request.as(String.class), 2, 1 << 20);
        stream.start();
        return null;
      }
      case "streamed" -> {
        return stream.figures();
      }
      case "endStream" -> {
        stream.end();
        return stream.figures();
      }
      case "mark" -> {
        load.mark();
        return null;
      }
      case "figures" -> {
        return load.figures();
      }
      case "end" -> {
        load.end();
        return load.figures();
      }
      default -> throw new IllegalArgumentException(request.action());
    }
  }
}
