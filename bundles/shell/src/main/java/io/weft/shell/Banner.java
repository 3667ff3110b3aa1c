package io.weft.shell;

import io.weft.node.Node;
import io.weft.node.NodeRecord;
import io.weft.peer.PeerListener;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Terminal;
import io.weft.shell.verb.Mesh;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * What {@code weft up} shows: who this node is, once it is ready, and then a line for each thing
 * that happens with others. Only if the framework property {@code weft.up.banner} is {@code true}.
 *
 * <p>It waits for the node on a thread of its own and registers its listener there: the node asks
 * for its listeners while it starts, and must not find one that waits for the node.
 */
@Component(
    service = {},
    immediate = true)
public final class Banner {

  /** Framework property: whether to print. */
  static final String PROPERTY = "weft.up.banner";

  /** How often the node is looked at: a person does not notice a fiftieth of a second. */
  private static final Duration LOOK = Duration.ofMillis(20);

  /** After this long something is wrong; it is said once, and looked at less often. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration LOOK_LATER = Duration.ofMillis(500);

  private final Mesh mesh;
  private final BundleContext framework;
  private final PrintStream out;
  private final Duration patience;
  private final Supplier<Duration> uptime;
  private final PeerLines lines;
  private final @Nullable Thread thread;
  private volatile @Nullable ServiceRegistration<PeerListener> registration;

  /** Whether the others had been started before: this bundle alone was installed or updated. */
  private final boolean beyond;

  /** Whether everything has been started: a node is ready with its first transport. */
  private volatile boolean started;

  private volatile boolean closed;

  @Activate
  public Banner(@Reference Mesh mesh, BundleContext framework) {
    this(mesh, framework, System.out, PATIENCE, Banner::uptime);
  }

  Banner(
      Mesh mesh,
      BundleContext framework,
      PrintStream out,
      Duration patience,
      Supplier<Duration> uptime) {
    this.mesh = mesh;
    this.framework = framework;
    this.out = out;
    this.patience = patience;
    this.uptime = uptime;
    this.lines = new PeerLines(this::print);
    this.beyond = isBeyond(framework);
    if (!"true".equals(framework.getProperty(PROPERTY))) {
      thread = null;
      return;
    }
    framework.addFrameworkListener(
        event -> started |= event.getType() == FrameworkEvent.STARTLEVEL_CHANGED);
    started |= beyond;
    thread = new Thread(this::show, "weft-shell-banner");
    thread.setDaemon(true);
    thread.start();
  }

  /** Prints nothing more. */
  @Deactivate
  public void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(1000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    ServiceRegistration<PeerListener> registered = registration;
    if (registered != null) {
      registered.unregister();
    }
  }

  private void show() {
    try {
      if (onlyTheShellIsNew()) {
        mesh.knownPeers().forEach(lines::known);
      } else {
        Node node = await();
        print(text(node.record(), uptime.get()));
      }
      registration = framework.registerService(PeerListener.class, lines, null);
      mesh.knownPeers().forEach(lines::already);
    } catch (InterruptedException | IllegalStateException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whether this bundle was updated under a node that has told long ago who it is. On a busy
   * machine a start takes as long: the time alone says nothing.
   */
  private boolean onlyTheShellIsNew() {
    return beyond
        && mesh.nodeNow().filter(Banner::isReady).isPresent()
        && uptime.get().compareTo(patience) > 0;
  }

  /**
   * Whether the framework is past this bundle's start level: it was not started with the others.
   */
  private static boolean isBeyond(BundleContext framework) {
    Bundle whole = framework.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
    Bundle own = framework.getBundle();
    return whole != null
        && own != whole
        && whole.adapt(FrameworkStartLevel.class).getStartLevel()
            > own.adapt(BundleStartLevel.class).getStartLevel();
  }

  /** Ready, with an address that can be shown. */
  private static boolean isReady(Node node) {
    return node.ready() && !node.record().addresses().isEmpty();
  }

  private Node await() throws InterruptedException {
    long start = System.nanoTime();
    boolean told = false;
    while (true) {
      Optional<Node> node = mesh.nodeNow();
      boolean late = System.nanoTime() - start > patience.toNanos();
      if ((started || late) && node.filter(Banner::isReady).isPresent()) {
        return node.get();
      }
      if (late && !told) {
        told = true;
        print(
            "not ready after "
                + Figures.duration(patience)
                + (node.isPresent() ? "" : ": bundle io.weft.node is not active")
                + "; look with: launcher/weft bundles");
      }
      Thread.sleep((late ? LOOK_LATER : LOOK).toMillis());
    }
  }

  private static String text(NodeRecord self, Duration uptime) {
    String addresses =
        self.addresses().stream().map(URI::toString).collect(Collectors.joining(", "));
    return self.name()
        + " is ready, "
        + Figures.duration(uptime)
        + " after its start\n"
        + "  id       "
        + self.id()
        + "\n  network  "
        + self.network()
        + "\n  listens  "
        + addresses
        + "\npress Ctrl-C to stop; try: launcher/weft nodes";
  }

  private static Duration uptime() {
    return Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
  }

  private void print(String text) {
    if (!closed) {
      out.println(Terminal.plain(text));
      out.flush();
    }
  }
}
