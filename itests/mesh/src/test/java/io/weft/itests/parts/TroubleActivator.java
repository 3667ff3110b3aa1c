package io.weft.itests.parts;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Handler;
import io.weft.exchange.Request;
import io.weft.exchange.ServiceAt;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** A service that does what services should not do. Its path is in its bundle's manifest. */
public final class TroubleActivator implements BundleActivator, Handler {
  /** What {@code typed} takes. */
  public record Order(String item, int count) {}

  private final CountDownLatch stopped = new CountDownLatch(1);

  @Override
  public void start(BundleContext context) {
    context.registerService(
        Handler.class,
        this,
        FrameworkUtil.asDictionary(
            Map.of(
                ServiceAt.PREFIX_ + "path",
                context.getBundle().getHeaders("").get(ServiceJar.PATH_HEADER),
                ServiceAt.PREFIX_ + "actions",
                new String[] {
                  "typed", "refuse", "throw", "break", "block", "never", "unspeakable"
                })));
  }

  @Override
  public void stop(BundleContext context) {
    stopped.countDown();
  }

  @Override
  public Object handle(Request request) throws Exception {
    return switch (request.action()) {
      case "typed" -> Map.of("ordered", request.as(Order.class).count());
      case "refuse" -> throw new ApplicationException("sold_out", "none is left");
      case "throw" -> throw new IllegalStateException("the password is swordfish");
      case "break" -> throw new NoClassDefFoundError("gone/With/TheBundle");
      case "block" -> {
        stopped.await();
        yield null;
      }
      case "never" -> new CompletableFuture<>();
      case "unspeakable" -> new Thread("no codec takes a thread");
      default -> throw new IllegalArgumentException(request.action());
    };
  }
}
