package io.weft.itests.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes and two mDNS programs that others have written, both ways: they see the node and what it
 * says, and the node takes up what they announce.
 */
class MdnsNeighboursIT {

  /** A service is announced after some four seconds; builds make machines slow. */
  private static final Duration ANNOUNCED = Duration.ofSeconds(40);

  @TempDir Path folder;
  private LanSite hosts;

  @BeforeEach
  void open() throws IOException {
    hosts = LanSite.of(folder, 2);
  }

  @AfterEach
  void nothingIsLeft() {
    if (hosts != null) {
      hosts.close();
    }
  }

  private RunningNode start(int host, String name, String setting) {
    return hosts.start(0, host, name, setting);
  }

  /** Which no other node can find: a node of the network, without discovery of its own. */
  private RunningNode startHidden() {
    return start(1, "hidden", "discovery_enabled=false").ready();
  }

  private static int port(RunningNode node) {
    return node.addresses().stream()
        .filter(address -> address.getScheme().equals("tcp"))
        .mapToInt(URI::getPort)
        .findFirst()
        .orElseThrow();
  }

  private String[] text(RunningNode node) {
    JsonNode info = node.ask("info", "--json").json();
    return new String[] {
      "version=1", "node_id=" + node.id(), "network=" + info.path("network").asText()
    };
  }

  @Test
  void avahiSeesTheNodeAndTheNodeWhatAvahiAnnounces() throws Exception {
    try (Avahi avahi = Avahi.start(hosts.site, hosts.lan, 1, folder)) {
      RunningNode left = start(0, "left", "discovery_providers=mdns").ready();
      int port = port(left);
      String id = left.id();
      left.until(
          "Avahi sees it",
          ANNOUNCED,
          () ->
              avahi.browse().stream()
                  .anyMatch(
                      line ->
                          line.contains(";" + hosts.lan.address(0, 0) + ";" + port + ";")
                              && line.contains("\"version=1\"")
                              && line.contains("\"node_id=" + id + "\"")
                              && line.contains("\"name=left\"")
                              && line.contains("\"pubkey=")
                              && line.contains("\"r0=")));

      RunningNode hidden = startHidden();
      avahi.publish("a tool", port(hidden), text(hidden));
      left.untilConnected(hidden);
      assertThat(Answer.traces(left.log() + hidden.log())).isEmpty();
    }
  }

  @Test
  void zeroconfSeesTheNodeAndTheNodeWhatZeroconfAnnounces() throws Exception {
    RunningNode hidden = startHidden();
    List<String> announced = new ArrayList<>(List.of("a tool", Integer.toString(port(hidden))));
    announced.addAll(List.of(text(hidden)));
    try (Zeroconf zeroconf =
        Zeroconf.start(hosts.lan, 1, folder, announced.toArray(String[]::new))) {
      RunningNode left = start(0, "left", "discovery_providers=mdns").ready();
      int port = port(left);
      String id = left.id();
      left.until(
          "zeroconf sees it",
          ANNOUNCED,
          () ->
              zeroconf.found().stream()
                  .anyMatch(
                      each ->
                          each.path("port").asInt() == port
                              && each.path("addresses")
                                  .path(0)
                                  .asText()
                                  .equals(hosts.lan.address(0, 0))
                              && each.path("text").path("version").asText().equals("1")
                              && each.path("text").path("node_id").asText().equals(id)
                              && each.path("text").path("name").asText().equals("left")
                              && !each.path("text").path("r0").asText().isEmpty()));
      left.untilConnected(hidden);
      assertThat(Answer.traces(left.log() + hidden.log())).isEmpty();
    }
  }
}
