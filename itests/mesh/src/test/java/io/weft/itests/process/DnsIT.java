package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that has nothing but the name of a domain, and a real name server for it. */
class DnsIT {
  private static final Path DNSMASQ = Path.of("/usr/sbin/dnsmasq");

  @TempDir Path folder;
  private Site site;
  private Process server;

  @AfterEach
  void stop() throws InterruptedException {
    if (site != null) {
      site.close();
    }
    if (server != null) {
      server.destroy();
      server.waitFor(5, TimeUnit.SECONDS);
    }
  }

  private int serve(int port) throws IOException {
    int own;
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      own = free.getLocalPort();
    }
    server =
        new ProcessBuilder(
                DNSMASQ.toString(),
                "--keep-in-foreground",
                "--conf-file=" + Files.createFile(folder.resolve("dnsmasq.conf")),
                "--port=" + own,
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--no-resolv",
                "--no-hosts",
                "--pid-file=" + folder.resolve("pid"),
                "--user=" + System.getProperty("user.name"),
                "--local=/example.test/",
                "--host-record=ada.example.test,127.0.0.1",
                "--srv-host=_weft._tcp.example.test,ada.example.test," + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("dnsmasq.log").toFile())
            .start();
    return own;
  }

  @Test
  void nodeThatADomainListsIsFoundByItsName() throws Exception {
    assumeTrue(
        Files.isExecutable(DNSMASQ),
        "dnsmasq is not installed (Debian's package dnsmasq-base): not tested with a real server");
    site = new Site(folder);
    List<String> alone = List.of("--bind", "127.0.0.1", "--set", "discovery_providers=dns");
    RunningNode ada = site.startPlain("ada", alone).ready();
    int port =
        ada.addresses().stream()
            .filter(each -> each.getScheme().equals("tcp"))
            .mapToInt(URI::getPort)
            .findFirst()
            .orElseThrow();
    RunningNode bob =
        site.startPlain(
                "bob",
                List.of(
                    "--bind",
                    "127.0.0.1",
                    "--set",
                    "discovery_providers=dns",
                    "--set",
                    "discovery.dns.names=example.test,nowhere.test",
                    "--set",
                    "discovery.dns.servers=127.0.0.1:" + serve(port)))
            .ready();
    bob.untilConnected(ada);
    ada.untilConnected(bob);
    bob.untilSaid("_weft._tcp.nowhere.test@127.0.0.1", RunningNode.START);
    assertThat(bob.ask("discovery", "--json").out()).contains("dns");
  }
}
