package io.weft.launcher;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;

/**
 * Tells of each component that fails while the node runs, once and in one line: the component
 * runtime's own log is switched off, for it says the same thing many times over.
 */
final class FailureWatch {
  private final Components components;
  private final Reporter reporter;
  private final ReentrantLock lock = new ReentrantLock();
  private Set<Components.Trouble> told = Set.of();

  private FailureWatch(Components components, Reporter reporter) {
    this.components = components;
    this.reporter = reporter;
  }

  /** Begins with what has failed already; ends with the framework. */
  static void start(BundleContext framework, Components components, Reporter reporter) {
    FailureWatch watch = new FailureWatch(components, reporter);
    try {
      framework.addServiceListener(
          event -> {
            if (event.getType() == ServiceEvent.MODIFIED) {
              watch.look();
            }
          },
          "(objectClass=" + Components.RUNTIME + ")");
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
    watch.look();
  }

  private void look() {
    lock.lock();
    try {
      List<Components.Trouble> failed =
          components.troubles().stream().filter(Components.Trouble::failed).toList();
      Set<Components.Trouble> fresh = new HashSet<>(failed);
      fresh.removeAll(told);
      failed.stream()
          .filter(fresh::contains)
          .forEach(
              trouble -> {
                reporter.problem(trouble.toString());
                if (!trouble.trace().isEmpty()) {
                  reporter.detail(trouble.trace());
                }
              });
      told = failed.stream().collect(Collectors.toSet());
    } finally {
      lock.unlock();
    }
  }
}
