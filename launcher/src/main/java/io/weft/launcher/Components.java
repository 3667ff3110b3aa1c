package io.weft.launcher;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * What the component runtime (OSGi Compendium 112.10) says about components that do not work. Its
 * API lives in its bundle, so it is asked by reflection. Safe on every thread.
 */
final class Components {
  /** The service to ask; it is modified whenever a component's state has changed. */
  static final String RUNTIME = "org.osgi.service.component.runtime.ServiceComponentRuntime";

  /** Component states of OSGi Compendium 112.8. */
  private static final int UNSATISFIED_CONFIGURATION = 1;

  private static final int UNSATISFIED_REFERENCE = 2;
  private static final int FAILED_ACTIVATION = 16;

  /** Felix's words for a component that fails only because one that it needs has failed. */
  private static final String CONSEQUENCE = "Unable to get service for reference";

  private final BundleContext framework;

  Components(BundleContext framework) {
    this.framework = framework;
  }

  /**
   * A component that does not work.
   *
   * @param failed whether it has failed; else it waits for something
   * @param reason one line
   * @param trace the whole exception, if it is one that its author did not expect; else empty
   */
  record Trouble(String component, boolean failed, String reason, String trace) {
    @Override
    public String toString() {
      return component + (failed ? " failed: " : " waits for ") + reason;
    }
  }

  /** Those of our own and of added bundles, the cause before its consequences. */
  List<Trouble> troubles() {
    ServiceReference<?> reference = framework.getServiceReference(RUNTIME);
    Object runtime = reference == null ? null : framework.getService(reference);
    if (runtime == null) {
      return List.of();
    }
    List<Trouble> all = new ArrayList<>();
    try {
      Class<?> api = runtime.getClass().getClassLoader().loadClass(RUNTIME);
      Object every = Array.newInstance(Bundle.class, 0);
      Object descriptions =
          api.getMethod("getComponentDescriptionDTOs", every.getClass()).invoke(runtime, every);
      for (Object description : (Collection<?>) descriptions) {
        Object configurations =
            api.getMethod("getComponentConfigurationDTOs", description.getClass())
                .invoke(runtime, description);
        for (Object configuration : (Collection<?>) configurations) {
          add(description, configuration, all);
        }
      }
    } catch (ReflectiveOperationException e) {
      all.add(new Trouble("the component runtime", true, "does not say why: " + e, ""));
    }
    List<Trouble> causes = all.stream().filter(Trouble::failed).filter(Components::cause).toList();
    return causes.isEmpty() ? all : causes;
  }

  private static boolean cause(Trouble trouble) {
    return !trouble.reason().contains(CONSEQUENCE);
  }

  private static void add(Object description, Object configuration, List<Trouble> troubles)
      throws ReflectiveOperationException {
    String name = (String) field(description, "name");
    switch ((int) field(configuration, "state")) {
      case FAILED_ACTIVATION -> {
        String trace = String.valueOf(field(configuration, "failure"));
        String telling = telling(trace);
        troubles.add(new Trouble(name, true, message(telling), expected(telling) ? "" : trace));
      }
      case UNSATISFIED_CONFIGURATION ->
          troubles.add(new Trouble(name, false, "its configuration", ""));
      case UNSATISFIED_REFERENCE -> {
        List<String> references = new ArrayList<>();
        Object unsatisfied = field(configuration, "unsatisfiedReferences");
        for (int i = 0; i < Array.getLength(unsatisfied); i++) {
          references.add((String) field(Array.get(unsatisfied, i), "name"));
        }
        troubles.add(new Trouble(name, false, String.join(", ", references), ""));
      }
      default -> {}
    }
  }

  private static Object field(Object dto, String name) throws ReflectiveOperationException {
    return dto.getClass().getField(name).get(dto);
  }

  /**
   * The line of a printed stack trace that tells most: of the outermost exception with a text for
   * people, for it knows what was being done; else of the innermost one.
   */
  static String telling(String trace) {
    String last = "";
    for (String line : trace.lines().toList()) {
      boolean cause = line.startsWith("Caused by: ");
      if (cause || last.isEmpty()) {
        last = cause ? line.substring("Caused by: ".length()) : line;
        if (expected(last)) {
          return last;
        }
      }
    }
    return last;
  }

  private static String message(String line) {
    int colon = line.indexOf(": ");
    return expected(line) || line.startsWith("org.osgi.") ? line.substring(colon + 2) : line;
  }

  /** Exceptions with a text for people; others are mistakes in a program, and need their trace. */
  private static boolean expected(String line) {
    return line.matches(
        "(io\\.weft\\.[\\w.$]+"
            + "|java\\.(io|net|nio|security)\\.[\\w.$]+"
            + "|java\\.lang\\.Illegal(Argument|State)Exception): .*");
  }
}
