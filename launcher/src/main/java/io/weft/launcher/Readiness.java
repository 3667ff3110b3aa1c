package io.weft.launcher;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/**
 * Whether the node itself is there, and if not, which component is in its way. The component
 * runtime's API lives in its bundle, so it is asked by reflection.
 */
final class Readiness {
  /** The service that says that a node runs. */
  private static final String NODE = "io.weft.node.Node";

  private static final String RUNTIME =
      "org.osgi.service.component.runtime.ServiceComponentRuntime";

  /** Component states of OSGi Compendium 112.8. */
  private static final int UNSATISFIED_CONFIGURATION = 1;

  private static final int UNSATISFIED_REFERENCE = 2;
  private static final int FAILED_ACTIVATION = 16;

  private final BundleContext framework;

  Readiness(BundleContext framework) {
    this.framework = framework;
  }

  /** Waits until there is a node. */
  boolean await(long millis) throws InterruptedException {
    CountDownLatch there = new CountDownLatch(1);
    ServiceListener listener =
        event -> {
          if (event.getType() == ServiceEvent.REGISTERED) {
            there.countDown();
          }
        };
    try {
      framework.addServiceListener(listener, "(objectClass=" + NODE + ")");
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
    try {
      return framework.getServiceReference(NODE) != null
          || there.await(millis, TimeUnit.MILLISECONDS);
    } finally {
      framework.removeServiceListener(listener);
    }
  }

  /** Components of our own bundles that do not work, each with its reason in one line. */
  List<String> complaints() {
    ServiceReference<?> reference = framework.getServiceReference(RUNTIME);
    if (reference == null) {
      return List.of("no feature of this node brings the component runtime");
    }
    Object runtime = framework.getService(reference);
    List<String> failed = new ArrayList<>();
    List<String> waiting = new ArrayList<>();
    try {
      Class<?> api = runtime.getClass().getClassLoader().loadClass(RUNTIME);
      Object bundles = Array.newInstance(org.osgi.framework.Bundle.class, 0);
      Object descriptions =
          api.getMethod("getComponentDescriptionDTOs", bundles.getClass()).invoke(runtime, bundles);
      for (Object description : (Collection<?>) descriptions) {
        Object configurations =
            api.getMethod("getComponentConfigurationDTOs", description.getClass())
                .invoke(runtime, description);
        for (Object configuration : (Collection<?>) configurations) {
          note(description, configuration, failed, waiting);
        }
      }
    } catch (ReflectiveOperationException e) {
      return List.of("the component runtime does not say why: " + e);
    }
    failed.addAll(waiting);
    return failed;
  }

  private static void note(
      Object description, Object configuration, List<String> failed, List<String> waiting)
      throws ReflectiveOperationException {
    String name = (String) field(description, "name");
    if (!name.startsWith("io.weft.")) {
      return;
    }
    switch ((int) field(configuration, "state")) {
      case FAILED_ACTIVATION ->
          failed.add(name + " failed: " + message(String.valueOf(field(configuration, "failure"))));
      case UNSATISFIED_CONFIGURATION -> waiting.add(name + " waits for its configuration");
      case UNSATISFIED_REFERENCE -> {
        List<String> references = new ArrayList<>();
        Object unsatisfied = field(configuration, "unsatisfiedReferences");
        for (int i = 0; i < Array.getLength(unsatisfied); i++) {
          references.add((String) field(Array.get(unsatisfied, i), "name"));
        }
        waiting.add(name + " waits for " + String.join(", ", references));
      }
      default -> {}
    }
  }

  private static Object field(Object dto, String name) throws ReflectiveOperationException {
    return dto.getClass().getField(name).get(dto);
  }

  /** The message of the innermost exception of a printed stack trace. */
  static String message(String trace) {
    String found = "";
    for (String line : trace.lines().toList()) {
      if (found.isEmpty() || line.startsWith("Caused by: ")) {
        found = line.startsWith("Caused by: ") ? line.substring("Caused by: ".length()) : line;
      }
    }
    int colon = found.indexOf(": ");
    return colon > 0 && found.substring(0, colon).matches("[\\w.$]+")
        ? found.substring(colon + 2)
        : found;
  }
}
