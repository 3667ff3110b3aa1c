package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that hear of each other by registry files and URLs alone. */
class RegistryIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Site site;
  private RunningNode ada;
  private Path adas;

  @BeforeEach
  void start() {
    site = new Site(folder);
    ada = startByRegistry("ada").ready();
    adas = ada.data().resolve("node-registry.json");
    ada.until("its registry file names its addresses", SOON, () -> !addresses(adas).isEmpty());
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private RunningNode startByRegistry(String name, String... options) {
    List<String> all =
        new ArrayList<>(List.of("--bind", "127.0.0.1", "--set", "discovery_providers=registry"));
    all.addAll(List.of(options));
    return site.startPlain(name, all);
  }

  private String addresses(Path file) {
    JsonNode entries = ada.ask("registry", "show", file.toString(), "--json").json();
    return entries.path(0).path("addresses").path(0).asText();
  }

  @Test
  void nodesMeetByAUrlAndByAFileAlone() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/ada.json",
        exchange -> {
          try (exchange) {
            byte[] file = Files.readAllBytes(adas);
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file);
          }
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/ada.json";
      RunningNode bob = startByRegistry("bob", "--join", url);
      RunningNode eve = startByRegistry("eve", "--join", adas.toString());
      ada.untilConnected(bob.ready()).untilConnected(eve.ready());
      bob.untilSaid("found ada", SOON);
      assertThat(bob.peer("ada").orElseThrow().path("foundBy").toString()).contains("registry");
      assertThat(bob.ask("registry", "verify", url).exit()).isZero();
      assertThat(Answer.traces(ada.log() + bob.log() + eve.log())).isEmpty();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void brokenFileIsToldByLineAndColumnAndReadOnceItIsMended() throws IOException {
    Path peers = folder.resolve("peers.json");
    Files.writeString(peers, "{\"peers\": [\n  {\"address\": 127.0.0.1}\n]}");
    RunningNode bob = startByRegistry("bob", "--join", peers.toString()).ready();
    bob.untilSaid(peers + ":2:20: bad JSON", SOON);
    assertThat(bob.ask("discovery", "--json").out()).contains(peers + ":2:20");
    Answer refused = bob.ask("registry", "verify", peers.toString());
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains(peers + ":2:20: bad JSON");

    Files.writeString(peers, "[" + Files.readString(adas).replace("\"ada\"", "\"eve\"") + "]");
    bob.untilSaid(
        line -> line.contains(peers + ":1:2") && line.contains("changed after it was signed"),
        "who has changed what",
        SOON);
    assertThat(bob.ask("nodes", "--json").json()).hasSize(1);

    Answer saved = ada.ask("registry", "save", peers.toString());
    assertThat(saved.exit()).as(saved.toString()).isZero();
    ada.untilConnected(bob);
    bob.untilSaid(peers + ":1:2 is in order again", SOON);
    assertThat(Answer.traces(ada.log() + bob.log())).isEmpty();
  }

  @Test
  void unsignedAddressIsEnoughForANodeOfTheNetworkAndForNobodyElse() throws IOException {
    Path peers = folder.resolve("peers.json");
    String address = ada.addresses().get(0).getAuthority();
    Files.writeString(
        peers, "[{\"direct_addresses\": [\"" + address + "\"], \"source\": \"static\"}]");
    RunningNode bob = startByRegistry("bob", "--join", peers.toString()).ready();
    ada.untilConnected(bob);
    assertThat(bob.ask("registry", "verify", peers.toString()).err()).contains("not signed");
    Site abroad = site.stranger("abroad");
    try {
      RunningNode eve =
          abroad
              .startPlain(
                  "eve",
                  List.of(
                      "--bind",
                      "127.0.0.1",
                      "--set",
                      "discovery_providers=registry",
                      "--join",
                      adas.toString()))
              .ready();
      eve.untilSaid(
          line -> line.contains(adas + ":1:1") && line.contains("network"),
          "why ada's file is refused",
          SOON);
      assertThat(eve.ask("nodes", "--json").json()).hasSize(1);
    } finally {
      abroad.close();
    }
  }

  @Test
  void whatCannotBeJoinedIsSaidAtOnce() {
    Answer refused = site.weft("up", "--join", "nonsense");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("--join \"nonsense\" is no ticket", "tcp://HOST:PORT");
  }
}
