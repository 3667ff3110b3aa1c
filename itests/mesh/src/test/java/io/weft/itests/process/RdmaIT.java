package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import io.weft.itests.parts.ServiceJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes with the RDMA transport and TCP: on the newest Java of the machine, and on an older one.
 */
class RdmaIT {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String FEATURES =
      "WEFT_FEATURES=base,node,transport-tcp,transport-rdma,discovery,shell,hello,files";
  private static final List<String> LOOPBACK =
      List.of(
          "--bind",
          "127.0.0.1",
          "--set",
          "discovery_providers=local",
          "--set",
          "transport.rdma.fabric=shared_memory");

  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void open() {
    site = new Site(folder);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private RunningNode start(String name, List<String> environment) throws IOException {
    Files.write(
        site.folder(site.data(name).resolve("conf")).resolve("io.weft.files.cfg"),
        List.of("receive_folder = " + folder.resolve("received")));
    List<String> prefix = new ArrayList<>(List.of("env", FEATURES));
    prefix.addAll(1, environment);
    return site.startBy(prefix, name, LOOPBACK);
  }

  /** On the newest Java, which the command finds by itself. */
  private RunningNode startNewest(String name) throws IOException {
    return start(name, List.of("-u", "WEFT_JAVA"));
  }

  @Test
  void requestsAreAnsweredOverUcxAndAKilledPeerIsLost() throws Exception {
    ServiceJar.write(site.data("bob").resolve("deploy/trouble.jar"), "test.trouble", "trouble");
    RunningNode ada = startNewest("ada").ready();
    ada.untilSaid(
        line -> line.contains("RDMA transport"), "whether there is UCX", RunningNode.START);
    String said =
        ada.log().lines().filter(line -> line.contains("RDMA transport")).findFirst().orElseThrow();
    assumeTrue(!said.contains("unavailable"), "not run here: " + said);
    RunningNode bob = startNewest("bob").ready();
    ada.untilServiceOf(bob, "trouble");
    ada.until("the traffic goes by UCX", RunningNode.START, () -> callsGoBy(ada, "rdma"));

    Answer answer =
        ada.ask("request", "hello", "greet", "{\"name\":\"x\"}", "--to", "bob", "--json");
    assertThat(answer.err()).isEmpty();
    assertThat(answer.out()).contains("Hello, x!");
    CompletableFuture<Answer> pending = ada.askLater("request", "trouble", "never");
    ada.until(
        "the request is under way",
        RunningNode.START,
        () ->
            ada.ask("services", "trouble", "--json").json().path(0).path("outstanding").asInt()
                == 1);
    bob.kill();
    Answer failed = pending.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.err()).contains("trouble never", "it may have run");
    ada.until("bob is lost", SOON, () -> !ada.stateOf("bob").equals("connected"));
    assertThat(ada.process().isAlive()).isTrue();
    assertThat(Answer.traces(ada.log())).isEmpty();

    RunningNode again = startNewest("bob").ready();
    ada.untilConnected(again);
    ada.until("the traffic goes by UCX again", RunningNode.START, () -> callsGoBy(ada, "rdma"));
    aFileGoesOnByTcp(ada, again);
  }

  /** The transport is stopped while the file is on its way by it. */
  private void aFileGoesOnByTcp(RunningNode ada, RunningNode bob) throws Exception {
    byte[] content = new byte[16 << 20];
    new Random(1).nextBytes(content);
    Path film = Files.write(folder.resolve("film"), content);
    ada.untilServiceOf(bob, "weft/files");
    Answer sent = ada.ask("send", film.toString(), "bob", "--limit", "6M", "--no-wait");
    assertThat(sent.exit()).as(sent.toString()).isZero();
    ada.until(
        "a part is there", RunningNode.START, () -> transfer(ada, "bytesDone").asLong() > 3 << 20);
    assertThat(transfer(ada, "links").toString()).contains("rdma:");

    Answer stopped = ada.ask("bundles", "stop", "io.weft.transport.rdma");
    assertThat(stopped.exit()).as(stopped.toString()).isZero();

    ada.until(
        "the file is there",
        RunningNode.START,
        () -> transfer(ada, "state").asText().equals("done"));
    assertThat(Files.mismatch(film, folder.resolve("received/film"))).isEqualTo(-1);
    assertThat(transfer(ada, "links").toString()).contains("tcp:");
  }

  /** Of the only transfer. */
  private static JsonNode transfer(RunningNode node, String field) {
    return node.ask("transfers", "--json").json().path(0).path(field);
  }

  private static boolean callsGoBy(RunningNode node, String transport) {
    for (JsonNode link : node.ask("links", "--json").json()) {
      if (link.path("lane").asText().equals("calls")
          && link.path("transport").asText().equals(transport)
          && link.path("inUse").asBoolean()) {
        assertThat(link.path("protection").asText()).isEqualTo("tls");
        return true;
      }
    }
    return false;
  }

  @Test
  void onAnOlderJavaTheNodeSaysWhatItNeedsAndLinksByTcp() throws IOException {
    int java = Runtime.version().feature();
    assumeTrue(java < 22, "not run here: the tests run on Java " + java);
    RunningNode ada = start("ada", List.of()).ready();
    RunningNode bob = start("bob", List.of()).ready();
    ada.untilSaid(
        "RDMA transport unavailable: needs Java 22, and this is Java " + java, RunningNode.START);
    ada.untilConnected(bob);
    assertThat(ada.peer("bob").orElseThrow().path("transport").asText()).isEqualTo("tcp");
    assertThat(ada.addresses()).allSatisfy(each -> assertThat(each.getScheme()).isEqualTo("tcp"));
    assertThat(Answer.traces(ada.log())).isEmpty();
  }
}
