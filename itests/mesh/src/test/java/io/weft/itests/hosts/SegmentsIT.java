package io.weft.itests.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.testkit.Steadily;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two segments with a router between them, which no multicast passes. */
class SegmentsIT {

  /** Multicast would have found them within a second. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(3);

  private static final Path DNSMASQ = Path.of("/usr/sbin/dnsmasq");

  /** In a namespace of its own: nobody else is there. */
  private static final int DNS_PORT = 5300;

  private static final int HTTP_PORT = 8080;

  @TempDir Path folder;
  private LanSite hosts;
  private RunningNode left;
  private RunningNode beside;

  @BeforeEach
  void open() throws IOException {
    hosts = LanSite.of(folder, 2, 1);
  }

  @AfterEach
  void nothingIsLeft() {
    if (hosts != null) {
      hosts.close();
    }
  }

  private void startLeft(String sources) {
    left = start(0, 0, "left", sources);
    beside = start(0, 1, "beside", sources);
    left.ready();
    beside.ready();
    left.untilConnected(beside);
  }

  private RunningNode start(int segment, int host, String name, String sources) {
    return hosts.start(segment, host, name, "discovery_providers=" + sources);
  }

  /** Skips the test where the distribution does not have this source. */
  private void needs(String source) {
    String bundle = "io.weft.discovery." + source;
    assumeTrue(
        Files.isDirectory(
            hosts.site.distribution().home().resolve("repository/io/weft").resolve(bundle)),
        bundle + " is not in this distribution");
  }

  private void configure(String node, String source, String setting) throws IOException {
    Path conf = hosts.site.folder(hosts.site.data(node).resolve("conf"));
    Files.writeString(conf.resolve("io.weft.discovery." + source + ".cfg"), setting + "\n");
  }

  private String addressOfLeft() {
    return left.addresses().stream()
        .filter(a -> a.getScheme().equals("tcp") && a.getHost().equals(hosts.lan.address(0, 0)))
        .findFirst()
        .orElseThrow()
        .toString();
  }

  private static void assertKnowsAll(RunningNode right, RunningNode... others) {
    right.ready();
    for (RunningNode other : others) {
      right.untilConnected(other);
    }
    assertThat(Answer.traces(right.log())).isEmpty();
  }

  @Test
  void multicastDoesNotCrossARouterAndAnAddressThatIsTypedDoes() {
    startLeft("multicast,mdns");
    RunningNode right = start(1, 0, "right", "multicast,mdns").ready();
    Steadily.holds("right is alone", LONG_ENOUGH, () -> !right.peer("left").isPresent());
    assertThat(right.ask("peers", "add", addressOfLeft()).exit()).isZero();
    assertKnowsAll(right, left);
  }

  @Test
  void oneKnownAddressReachesTheWholeNetwork() throws Exception {
    needs("bootstrap");
    startLeft("multicast,bootstrap");
    configure("right", "bootstrap", "addresses=" + addressOfLeft());
    assertKnowsAll(start(1, 0, "right", "multicast,bootstrap"), left, beside);
  }

  @Test
  void registryFileByHttpIsEnough() throws Exception {
    needs("registry");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "there is no python3 to serve it");
    startLeft("multicast,registry");
    left.until(
        "its registry file is there",
        RunningNode.START,
        () -> Files.exists(left.data().resolve("node-registry.json")));
    Path served = hosts.site.folder(folder.resolve("served"));
    Files.copy(left.data().resolve("node-registry.json"), served.resolve("left.json"));
    List<String> command = new ArrayList<>(hosts.lan.on(0, 0));
    command.addAll(
        List.of(
            "/usr/bin/python3",
            "-m",
            "http.server",
            Integer.toString(HTTP_PORT),
            "--directory",
            served.toString()));
    Process server =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("http.log").toFile())
            .start();
    try {
      configure(
          "right",
          "registry",
          "locations=http://" + hosts.lan.address(0, 0) + ":" + HTTP_PORT + "/left.json");
      assertKnowsAll(start(1, 0, "right", "multicast,registry"), left);
    } finally {
      server.destroy();
    }
  }

  @Test
  void nameOfADomainIsEnough() throws Exception {
    needsNameServer();
    startLeft("multicast,dns");
    URI address = URI.create(addressOfLeft());
    Process server =
        serveNames(
            "--host-record=left.example.test," + address.getHost(),
            "--srv-host=_weft._tcp.example.test,left.example.test," + address.getPort());
    try {
      lookUpNames("right");
      assertKnowsAll(start(1, 0, "right", "multicast,dns"), left);
    } finally {
      server.destroy();
    }
  }

  @Test
  void signedRecordInADomainIsEnoughThoughTheListedPortIsWrong() throws Exception {
    needsNameServer();
    startLeft("multicast,dns,registry");
    left.until(
        "its registry file is there",
        RunningNode.START,
        () -> Files.exists(left.data().resolve("node-registry.json")));
    List<String> text = ZoneText.of(left.data().resolve("node-registry.json"));
    Process server =
        serveNames(
            "--host-record=left.example.test," + hosts.lan.address(0, 0),
            "--srv-host=_weft._tcp.example.test,left.example.test,9",
            "--txt-record=left._weft._tcp.example.test," + String.join(",", text));
    try {
      lookUpNames("right");
      assertKnowsAll(start(1, 0, "right", "multicast,dns"), left);
    } finally {
      server.destroy();
    }
  }

  private void needsNameServer() {
    needs("dns");
    assumeTrue(
        Files.isExecutable(DNSMASQ),
        "dnsmasq is not installed (Debian's package dnsmasq-base): there is no name server");
  }

  private void lookUpNames(String node) throws IOException {
    configure(
        node, "dns", "names = example.test\nservers = " + hosts.lan.address(0, 0) + ":" + DNS_PORT);
  }

  /** A name server beside the node on the left, with these records of example.test. */
  private Process serveNames(String... records) throws IOException {
    List<String> command = new ArrayList<>(hosts.lan.on(0, 0));
    command.addAll(
        List.of(
            DNSMASQ.toString(),
            "--keep-in-foreground",
            "--conf-file=" + Files.createFile(folder.resolve("dnsmasq.conf")),
            "--port=" + DNS_PORT,
            "--listen-address=" + hosts.lan.address(0, 0),
            "--bind-interfaces",
            "--no-resolv",
            "--no-hosts",
            "--pid-file=" + folder.resolve("dnsmasq.pid"),
            "--user=" + System.getProperty("user.name"),
            "--local=/example.test/"));
    command.addAll(List.of(records));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("dnsmasq.log").toFile())
        .start();
  }
}
