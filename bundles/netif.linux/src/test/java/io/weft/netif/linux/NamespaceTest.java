package io.weft.netif.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weft.testkit.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Real interfaces that come, change and go, in a network namespace made for the test. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "network namespaces are of Linux")
class NamespaceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private Namespace namespace;
  private Process watching;
  private Thread reader;

  @BeforeEach
  void start() throws IOException {
    try {
      namespace = Namespace.create();
    } catch (IOException e) {
      assumeTrue(false, "skipped, needs root and ip netns: " + e.getMessage());
    }
    watching = namespace.java(WatchInNamespace.class);
    reader = new Thread(this::read, "test-reader");
    reader.start();
    seen("lo:LOOPBACK:up");
  }

  @AfterEach
  void stop() throws Exception {
    if (watching != null) {
      watching.getOutputStream().close();
      assertThat(watching.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      reader.join(PATIENCE.toMillis());
      assertThat(watching.exitValue()).isZero();
    }
    if (namespace != null) {
      namespace.close();
    }
  }

  @Test
  void interfaceIsSeenComingChangingAndGoing() throws IOException {
    namespace.ip("link", "add", "here0", "type", "veth", "peer", "name", "there0");
    seen("here0:VIRTUAL:down:1500:[]");

    namespace.ip("link", "set", "here0", "up");
    namespace.ip("link", "set", "there0", "up");
    seen("here0:VIRTUAL:up");

    namespace.ip("addr", "add", "10.99.0.1/24", "dev", "here0");
    seen("/10.99.0.1");

    namespace.ip("link", "set", "here0", "mtu", "9000");
    seen("here0:VIRTUAL:up:9000");

    namespace.ip("link", "set", "there0", "down");
    seen("here0:VIRTUAL:down:9000");

    namespace.ip("link", "delete", "here0");
    Eventually.until("here0 is gone", PATIENCE, () -> !last().contains("here0"));
    assertThat(last()).startsWith("lo:LOOPBACK:up");
  }

  @Test
  void thunderboltByNameComesBeforeTheRest() throws IOException {
    namespace.ip("link", "add", "eth5", "type", "veth", "peer", "name", "thunderbolt0");

    seen("thunderbolt0:THUNDERBOLT:down");
    assertThat(last()).startsWith("thunderbolt0:THUNDERBOLT").contains("eth5:VIRTUAL");
    assertThat(last().indexOf("eth5")).isLessThan(last().indexOf("lo:LOOPBACK"));
  }

  private void seen(String text) {
    Eventually.until(text + " is seen", PATIENCE, () -> last().contains(text));
  }

  private String last() {
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  private void read() {
    try (BufferedReader output = watching.inputReader()) {
      output.lines().forEach(lines::add);
    } catch (IOException e) {
      lines.add(e.toString());
    }
  }
}
