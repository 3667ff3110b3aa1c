package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

class FrameworkStopTest {
  private final List<SynchronousBundleListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();

  private BundleContext context() {
    return fake(
        BundleContext.class,
        (method, argument) ->
            method.equals("addBundleListener")
                ? listeners.add((SynchronousBundleListener) argument)
                : listeners.remove(argument));
  }

  private void tell(int type, long bundle) {
    Bundle about = fake(Bundle.class, (method, argument) -> bundle);
    listeners.forEach(each -> each.bundleChanged(new BundleEvent(type, about)));
  }

  private interface Answer {
    Object to(String method, Object argument);
  }

  private static <T> T fake(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object result = answer.to(method.getName(), arguments == null ? 0 : arguments[0]);
              return method.getReturnType() == void.class ? null : result;
            }));
  }

  @Test
  void onlyTheFrameworksOwnStopCounts() {
    try (FrameworkStop stop = new FrameworkStop(context(), calls::incrementAndGet)) {
      assertThat(stop).isNotNull();
      tell(BundleEvent.STOPPING, 7);
      tell(BundleEvent.STARTED, 0);
      assertThat(calls).hasValue(0);
      tell(BundleEvent.STOPPING, 0);
      assertThat(calls).hasValue(1);
    }
    assertThat(listeners).isEmpty();
  }
}
