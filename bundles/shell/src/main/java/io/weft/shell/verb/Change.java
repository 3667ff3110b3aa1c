package io.weft.shell.verb;

import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One change of one bundle of the running framework. */
final class Change {

  /** What can be done with a bundle. */
  enum Action {
    START,
    STOP,
    UPDATE,
    UNINSTALL,
    INSTALL,
    REFRESH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How long a refresh may take: far above what stopping and starting all bundles needs. */
  private static final Duration REFRESH_LIMIT = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Change.class);

  private final BundleContext framework;
  private final Installed installed;
  private final Action action;
  private final String named;
  private final @Nullable URI jar;
  private @Nullable Bundle bundle;

  Change(BundleContext framework, Action action, String name, @Nullable String file) {
    this.framework = framework;
    this.installed = new Installed(framework);
    this.action = action;
    this.named = name;
    if (action == Action.INSTALL) {
      this.jar = Installed.file(name);
    } else {
      this.bundle = installed.find(name);
      this.jar = file == null ? null : Installed.file(file);
    }
  }

  /** Whether nobody could answer after it. */
  boolean endsTheShell() {
    Bundle target = bundle;
    if (target == null || action == Action.START) {
      return false;
    }
    return installed.carriesTheShell(target)
        || (action == Action.REFRESH
            && wiring().getDependencyClosure(List.of(target)).stream()
                .anyMatch(installed::carriesTheShell));
  }

  /** Does it, and returns when it is done. */
  void run() throws InterruptedException {
    try {
      switch (action) {
        case START -> target().start();
        case STOP -> target().stop();
        case UPDATE -> update();
        case UNINSTALL -> target().uninstall();
        case INSTALL -> install();
        case REFRESH -> refresh();
      }
    } catch (BundleException | IOException | IllegalStateException e) {
      throw new Failure(Exit.FAILED, name() + " did not " + action + ": " + reason(e));
    }
  }

  /** Does it when there is nobody left to tell. */
  void runUnseen() {
    try {
      run();
    } catch (Failure e) {
      LOG.warn("{}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  String name() {
    return bundle == null ? named : Installed.symbolicName(bundle);
  }

  /** How things are now. */
  String sentence() {
    return name() + " " + target().getVersion() + " is " + Installed.state(target());
  }

  Map<String, @Nullable Object> fields(Duration took) {
    return Json.object(
        "action", action,
        "id", target().getBundleId(),
        "name", name(),
        "version", target().getVersion(),
        "state", Installed.state(target()),
        "millis", Figures.millis(took));
  }

  /** What else should be done. */
  Optional<String> hint() {
    boolean stale =
        action != Action.REFRESH && wiring().getRemovalPendingBundles().contains(target());
    return stale
        ? Optional.of(
            "other bundles still use its old version; weft bundles refresh "
                + target().getBundleId()
                + " restarts them with the new one")
        : Optional.empty();
  }

  private void update() throws BundleException, IOException {
    if (jar == null) {
      target().update();
    } else {
      try (InputStream bytes = jar.toURL().openStream()) {
        target().update(bytes);
      }
    }
  }

  private void install() throws BundleException {
    Bundle found = framework.installBundle(String.valueOf(jar));
    bundle = found;
    if (!Installed.isFragment(found)) {
      found.start();
    }
  }

  private void refresh() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    wiring().refreshBundles(List.of(target()), event -> done.countDown());
    if (!done.await(REFRESH_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new Failure(
          Exit.DEADLINE,
          "the refresh of " + name() + " goes on after " + Figures.duration(REFRESH_LIMIT));
    }
  }

  private Bundle target() {
    if (bundle == null) {
      throw new IllegalStateException("nothing is installed yet");
    }
    return bundle;
  }

  private FrameworkWiring wiring() {
    return framework.getBundle(0).adapt(FrameworkWiring.class);
  }

  /** The innermost message: the framework wraps what a person can act on. */
  private static String reason(Throwable e) {
    Throwable cause = e;
    for (int i = 0; i < 8 && cause.getCause() != null; i++) {
      cause = cause.getCause();
    }
    String text =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return text.lines().findFirst().orElse(text);
  }
}
