package io.weft.shell;

import static io.weft.shell.verb.FakeMesh.A;
import static io.weft.shell.verb.FakeMesh.B;
import static io.weft.shell.verb.FakeMesh.LONG_AGO;
import static io.weft.shell.verb.FakeMesh.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo.State;
import io.weft.peer.PeerListener;
import io.weft.shell.verb.FakeMesh;
import io.weft.testkit.Eventually;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.FrameworkStartLevel;

class BannerTest {

  @TempDir Path temporary;

  private Duration uptime = Duration.ofMillis(640);
  private final FakeMesh fake = new FakeMesh();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void whoThisIsThenWhatHappens() throws Exception {
    fake.ready = false;
    Framework framework = framework("true");
    BundleContext context = framework.getBundleContext();
    Banner banner = banner(context, Duration.ofMinutes(1));
    fake.ready = true;
    framework.adapt(FrameworkStartLevel.class).setStartLevel(2);
    awaitListening(context);
    ServiceReference<PeerListener> found = context.getServiceReference(PeerListener.class);
    PeerListener listener = context.getService(found);
    listener.changed(
        peer(B, "node-b", State.KNOWN), new PeerEvent(LONG_AGO, PeerEvent.Kind.SEEN, "mdns"));

    banner.close();

    assertThat(context.getServiceReference(PeerListener.class)).isNull();
    listener.changed(
        peer(B, "node-b", State.GONE), new PeerEvent(LONG_AGO, PeerEvent.Kind.GONE, ""));
    assertThat(printed())
        .matches(
            "node-a is ready, 640 ms after its start\n"
                + "  id       "
                + A
                + "\n  network  net1\n"
                + "  listens  tcp://192.0.2.1:7001, tcp://127.0.0.1:7001\n"
                + "press Ctrl-C to stop; try: launcher/weft nodes\n"
                + "found node-b \\(bbbbbbbb\\) by mdns\n");
    framework.stop();
    framework.waitForStop(5000);
  }

  @Test
  void aNodeThatDoesNotGetReadyIsToldOnce() throws Exception {
    fake.ready = false;
    Framework framework = framework("true");
    Banner banner = banner(framework.getBundleContext(), Duration.ofMillis(30));

    Eventually.until("it is told", Duration.ofSeconds(5), () -> !printed().isEmpty());
    banner.close();

    assertThat(printed()).isEqualTo("not ready after 30 ms; look with: launcher/weft bundles\n");
    framework.stop();
    framework.waitForStop(5000);
  }

  @Test
  void anUpdateOfTheShellTellsNothingTwice() throws Exception {
    uptime = Duration.ofMinutes(5);
    fake.peers.add(peer(B, "node-b", State.CONNECTED));
    Framework framework = framework("true");
    framework.adapt(FrameworkStartLevel.class).setStartLevel(2);
    BundleContext context = installed(framework);
    Eventually.until(
        "the others are started",
        Duration.ofSeconds(5),
        () -> framework.adapt(FrameworkStartLevel.class).getStartLevel() == 2);
    Banner banner = banner(context, Duration.ofSeconds(10));
    awaitListening(context);
    context
        .getService(context.getServiceReference(PeerListener.class))
        .changed(
            peer(B, "node-b", State.GONE), new PeerEvent(LONG_AGO, PeerEvent.Kind.GONE, "bye"));

    banner.close();

    assertThat(printed()).isEqualTo("gone node-b (bbbbbbbb): bye\n");
    framework.stop();
    framework.waitForStop(5000);
  }

  @Test
  void aNodeThatWasSlowToStartSaysThatItIsReadyAllTheSame() throws Exception {
    uptime = Duration.ofMinutes(5);
    fake.ready = true;
    Framework framework = framework("true");
    BundleContext context = installed(framework);
    Banner banner = banner(context, Duration.ofSeconds(10));
    framework.adapt(FrameworkStartLevel.class).setStartLevel(2);
    awaitListening(context);

    banner.close();

    assertThat(printed()).startsWith("node-a is ready, 5 min after its start\n");
    framework.stop();
    framework.waitForStop(5000);
  }

  /** The context of a bundle that starts with level 1. */
  private static BundleContext installed(Framework framework) throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
    manifest.getMainAttributes().putValue("Bundle-SymbolicName", "shell");
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    new JarOutputStream(jar, manifest).close();
    Bundle bundle =
        framework
            .getBundleContext()
            .installBundle("memory:shell", new ByteArrayInputStream(jar.toByteArray()));
    bundle.start();
    return bundle.getBundleContext();
  }

  @Test
  void nothingIsPrintedUnlessAsked() throws Exception {
    Framework framework = framework("false");
    Banner banner = banner(framework.getBundleContext(), Duration.ZERO);

    banner.close();

    assertThat(printed()).isEmpty();
    framework.stop();
    framework.waitForStop(5000);
  }

  /** The listener is there, and what was known before it has been told. */
  private static void awaitListening(BundleContext context) {
    Eventually.until(
        "it listens",
        Duration.ofSeconds(5),
        () ->
            context.getServiceReference(PeerListener.class) != null
                && Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("weft-shell-banner")));
  }

  private Banner banner(BundleContext context, Duration patience) {
    return new Banner(
        fake.mesh,
        context,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        patience,
        () -> uptime);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private Framework framework(String banner) throws Exception {
    Framework framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    "org.osgi.framework.storage",
                    temporary.resolve("felix").toString(),
                    "felix.log.level",
                    "0",
                    Banner.PROPERTY,
                    banner));
    framework.start();
    return framework;
  }
}
