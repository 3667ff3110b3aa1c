package io.weft.codec.jackson;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;

/** As much of a framework as tells of bundles. */
final class FakeBundles {
  private final List<BundleListener> listeners = new CopyOnWriteArrayList<>();

  BundleContext context() {
    return (BundleContext)
        Proxy.newProxyInstance(
            BundleContext.class.getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "addBundleListener" -> listeners.add((BundleListener) arguments[0]);
                case "removeBundleListener" -> listeners.remove((BundleListener) arguments[0]);
                default -> throw new UnsupportedOperationException(method.getName());
              }
              return null;
            });
  }

  int listeners() {
    return listeners.size();
  }

  void tell(int eventType) {
    Bundle bundle =
        (Bundle)
            Proxy.newProxyInstance(
                Bundle.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, arguments) -> null);
    listeners.forEach(each -> each.bundleChanged(new BundleEvent(eventType, bundle)));
  }
}
