package io.weft.shell.verb;

import static io.weft.shell.verb.FakeMesh.A;
import static io.weft.shell.verb.FakeMesh.B;
import static io.weft.shell.verb.FakeMesh.C;
import static io.weft.shell.verb.FakeMesh.LONG_AGO;
import static io.weft.shell.verb.FakeMesh.json;
import static io.weft.shell.verb.FakeMesh.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.Query;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerEvent.Kind;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerInfo.State;
import io.weft.shell.verb.FakeMesh.Answer;
import io.weft.testkit.Eventually;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OtherVerbsTest {

  private final FakeMesh fake = new FakeMesh();

  @BeforeEach
  void twoNodes() {
    fake.peers.add(peer(B, "node-b", State.CONNECTED));
  }

  @Test
  void metricsAreListedAndCanBeChosen() {
    assertThat(fake.run("metrics").out())
        .contains("weft.dials", "outcome=failed", "3", "weft.round.trip", "0.00042");
    assertThat(fake.run("metrics", "weft.round", "--json").out())
        .contains("\"peer\": \"bbbbbbbb\"")
        .doesNotContain("weft.dials");
  }

  @Test
  void publishChecksAndSends() {
    assertThat(fake.run("publish", "lab/t", "{\"celsius\": 21.5}"))
        .isEqualTo(new Answer(0, "published lab/t\n", ""));
    assertThat(fake.run("publish", "lab/t", "--local", "--json").exit()).isZero();
    assertThat(fake.published)
        .containsExactly("lab/t application/json {\"celsius\": 21.5} ALL", "lab/t null LOCAL_ONLY");
    assertThat(fake.run("publish", "lab/*", "1"))
        .isEqualTo(new Answer(2, "", "weft publish: topic \"lab/*\" has a wildcard\n"));
    assertThat(fake.run("publish", "lab/t", "{").err())
        .startsWith("weft publish: bad JSON at line 1, column 2: ");
  }

  @Test
  void subscribePrintsEventsUntilThereWereEnough() throws Exception {
    CompletableFuture<Answer> running = start("subscribe", "lab/**", "--count", "2");
    fake.event("lab/t", B, json("{\"celsius\":\n21.5}"));
    fake.event("lab/door", C, null);

    Answer answer = running.get(5, TimeUnit.SECONDS);
    assertThat(answer.exit()).isZero();
    assertThat(answer.err()).isEqualTo("subscribed to lab/**\n");
    assertThat(answer.out())
        .matches(
            "\\d\\d:\\d\\d:\\d\\d\\.\\d{3}  node-b  lab/t  \\{\"celsius\": 21.5}\n"
                + "\\d\\d:\\d\\d:\\d\\d\\.\\d{3}  cccccccc  lab/door  null\n");
    assertThat(fake.subscriptions.get(0).closed()).hasSize(1);
  }

  @Test
  void subscribePrintsOneObjectALine() throws Exception {
    CompletableFuture<Answer> running = start("subscribe", "t", "--count", "1", "--json");
    fake.event("t", B, json("[1,\n2]"));

    assertThat(running.get(5, TimeUnit.SECONDS).out())
        .endsWith(
            ("\"publisher\":\"%s\",\"name\":\"node-b\",\"topic\":\"t\",\"sequence\":7,\"missed\":0,"
                    + "\"retained\":false,\"reason\":null,\"data\":[1, 2]}\n")
                .formatted(B))
        .hasLineCount(1);
  }

  @Test
  void publishSaysHowToDeliver() {
    assertThat(fake.run("publish", "lab/t", "1", "--retain", "--acknowledge").exit()).isZero();
    assertThat(fake.run("publish", "lab/t", "1", "--one-per-service").exit()).isZero();
    assertThat(fake.published)
        .containsExactly(
            "lab/t application/json 1 ALL retained acknowledged",
            "lab/t application/json 1 ONE_PER_SERVICE");
    assertThat(fake.run("publish", "lab/t", "--local", "--one-per-service"))
        .isEqualTo(
            new Answer(
                2, "", "weft publish: --local and --one-per-service: one of them, not both\n"));
  }

  @Test
  void subscribeJoinsAGroupAndAcknowledges() throws Exception {
    CompletableFuture<Answer> running =
        start("subscribe", "jobs/*", "--count", "1", "--group", "printers", "--acknowledge");
    fake.event("jobs/one", B, null);

    assertThat(running.get(5, TimeUnit.SECONDS).exit()).isZero();
    assertThat(fake.subscriptions.get(0).options().group()).contains("printers");
    assertThat(fake.subscriptions.get(0).options().acknowledge()).isTrue();
    assertThat(fake.run("subscribe", "t", "--group", "x".repeat(101)).err())
        .contains("101 bytes (1 to 100)");
  }

  @Test
  void subscribeEndsWithTheTime() {
    assertThat(fake.run("subscribe", "t", "--for", "10ms").exit()).isZero();
    Answer answer = fake.run("subscribe", "t", "--for", "10ms", "--count", "3");
    assertThat(answer.exit()).isEqualTo(5);
    assertThat(answer.err()).endsWith("weft subscribe: 0 of 3 events came within 10 ms\n");
    assertThat(fake.run("subscribe", "t", "--count", "0").exit()).isEqualTo(2);
  }

  @Test
  void interruptingEndsTheSubscription() throws Exception {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Thread runner = new Thread(() -> answer.complete(fake.run("subscribe", "t")));
    runner.start();
    Eventually.until(
        "it is subscribed", Duration.ofSeconds(5), () -> !fake.subscriptions.isEmpty());

    runner.interrupt();

    assertThat(answer.get(5, TimeUnit.SECONDS).exit()).isEqualTo(1);
    assertThat(fake.subscriptions.get(0).closed()).hasSize(1);
  }

  private CompletableFuture<Answer> start(String... arguments) {
    CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> fake.run(arguments));
    Eventually.until(
        "it is subscribed", Duration.ofSeconds(5), () -> !fake.subscriptions.isEmpty());
    return answer;
  }

  @Test
  void explainTellsTheStoryAndWhatToDo() {
    fake.peers.add(peer(C, "node-c", State.KNOWN));
    fake.history.put(
        C,
        List.of(
            new PeerEvent(LONG_AGO, Kind.SEEN, "by mdns on eth0"),
            new PeerEvent(LONG_AGO, Kind.DIALLED, "tcp://10.0.0.7:7001 from 10.0.0.6"),
            new PeerEvent(LONG_AGO, Kind.REFUSED, "not signed by this network")));

    assertThat(fake.run("explain", "node-c"))
        .isEqualTo(
            new Answer(
                0,
                """
                node-c  cccccccccccccccccccccccccccccccccccccccccccccccccca  known
                network    net1
                found by   mdns (3 d ago)
                listens at tcp://10.0.0.7:7001

                ago  what     detail
                3 d  seen     by mdns on eth0
                3 d  dialled  tcp://10.0.0.7:7001 from 10.0.0.6
                3 d  refused  not signed by this network

                It is not connected: one side does not admit the other. If it should be in this\
                 network, run weft invite here and the command it prints there.
                """
                    .replace("cccca  known", "ccccca  known"),
                ""));
    assertThat(fake.run("explain", "node-b").out())
        .contains("link       calls tcp://10.0.0.6:40000 -> tcp://10.0.0.7:7001 over ethernet")
        .endsWith("It is connected over tcp/ethernet: nothing to do.\n");
    assertThat(fake.run("explain", "node-b", "--json").out())
        .contains("\"advice\": \"It is connected over tcp/ethernet: nothing to do.\"");
  }

  @Test
  void explainKnowsNeitherItselfNorStrangers() {
    assertThat(fake.run("explain", "node-a"))
        .isEqualTo(
            new Answer(2, "", "weft explain: node-a is this node; weft info tells about it\n"));
    assertThat(fake.run("explain", "nobody"))
        .isEqualTo(
            new Answer(
                4,
                "",
                "weft explain: no node \"nobody\" is known here; there are node-a (aaaaaaaa),"
                    + " node-b (bbbbbbbb)\n"));
  }

  @Test
  void adviceFitsTheCase() {
    PeerInfo lost = peer(C, "node-c", State.LOST);
    PeerEvent failed = new PeerEvent(LONG_AGO, Kind.DIAL_FAILED, "connection refused");

    assertThat(Advice.on(lost, List.of(failed), "net1"))
        .contains("none of its addresses answered", "tcp://10.0.0.7:7001");
    PeerEvent linked = new PeerEvent(LONG_AGO, Kind.LINKED, "calls lane");
    assertThat(Advice.on(lost, List.of(failed, linked), "net1")).contains("links did not last");
    assertThat(Advice.on(lost, List.of(), "net1")).contains("no transport for tcp is active");
    assertThat(Advice.on(lost, List.of(), "net2")).contains("another network (net1, this node to");
    assertThat(Advice.on(peer(C, "", State.GONE), List.of(), "net1")).contains("goodbye");
  }

  @Test
  void inviteNamesAddressesThatOthersReach() {
    Answer answer = fake.run("invite");

    assertThat(answer.exit()).isZero();
    assertThat(answer.out()).isEqualTo("weft1-1\n");
    assertThat(answer.err()).contains("  launcher/weft up --join weft1-1\n");
    assertThat(fake.run("invite", "--json").out())
        .contains("\"introducers\": [\n    \"tcp://192.0.2.1:7001\"\n  ]");
  }

  @Test
  void inviteSaysWhyItMayNot() {
    fake.mesh.tickets =
        introducers -> {
          throw new IllegalStateException("only the issuer may");
        };
    assertThat(fake.run("invite"))
        .isEqualTo(new Answer(1, "", "weft invite: no ticket: only the issuer may\n"));
  }

  @Test
  void invitationForOneNodeExpires() {
    FakeOnce once = new FakeOnce(false);
    fake.mesh.onceTickets = once;

    Answer answer = fake.run("invite", "--once", "--expires", "2h");
    assertThat(answer.exit()).isZero();
    assertThat(answer.out()).isEqualTo("weft2-PT2H-1\n");
    assertThat(answer.err())
        .contains("  launcher/weft up --join weft2-PT2H-1\n")
        .contains("It lets in one node, within 2 h 0 min; this node must run until then.");
    assertThat(fake.run("invite", "--once", "--json").out())
        .contains("\"ticket\": \"weft2-PT24H-1\"")
        .contains("\"expires\": 86400");
    assertThat(fake.run("invite", "--once", "--expires", "1s"))
        .isEqualTo(new Answer(2, "", "weft invite: too short\n"));
    assertThat(fake.run("invite", "--expires", "2h").err()).contains("--expires goes with --once");
  }

  @Test
  void whereOnlyIssuersInviteEveryTicketIsForOneNode() {
    fake.mesh.onceTickets = new FakeOnce(true);

    assertThat(fake.run("invite").out()).isEqualTo("weft2-PT24H-1\n");
  }

  @Test
  void ticketsAreListedAndRevoked() {
    FakeOnce once = new FakeOnce(false);
    fake.mesh.onceTickets = once;
    assertThat(fake.run("tickets").out()).startsWith("no ticket is outstanding");

    once.open.add("00ff");
    once.open.add("0abc");
    assertThat(fake.run("tickets").out()).contains("id", "expires in", "00ff", "0abc");
    assertThat(fake.run("tickets", "--json").out()).contains("\"id\": \"00ff\"");
    assertThat(fake.run("tickets", "revoke", "0").err()).contains("may be 2 tickets");
    assertThat(fake.run("tickets", "revoke", "ff").exit()).isEqualTo(4);
    assertThat(fake.run("tickets", "revoke").exit()).isEqualTo(2);
    assertThat(fake.run("tickets", "revoke", "00").out())
        .isEqualTo("ticket 00ff is worthless now\n");
    assertThat(once.open).containsExactly("0abc");
  }

  @Test
  void nodesAreRevokedByNameOrWholeId() {
    FakeRevocations list = new FakeRevocations();
    fake.mesh.revocations = list;

    assertThat(fake.run("revoke", "node-b").out())
        .isEqualTo(B + " is revoked: it is admitted no more\n");
    assertThat(fake.run("revoke", C.text(), "--json").out()).contains("\"revoked\": 2");
    assertThat(list.nodes).containsExactlyInAnyOrder(B, C);
    assertThat(fake.run("revoke", "nobody").exit()).isEqualTo(4);
    list.refusal = "not an issuer";
    assertThat(fake.run("revoke", "node-b"))
        .isEqualTo(new Answer(1, "", "weft revoke: nobody is revoked: not an issuer\n"));
  }

  @Test
  void rotateKeySaysTheNewKeyOrWhyTheOldOneStays() throws Exception {
    PublicKey key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();
    fake.mesh.rotation = () -> key;
    assertThat(fake.run("rotate-key").out())
        .isEqualTo(
            "node "
                + A
                + " has the new key "
                + Base64.getEncoder().encodeToString(key.getEncoded())
                + "\n");
    assertThat(fake.run("rotate-key", "--json").out()).contains("\"publicKey\": \"MF");
    fake.mesh.rotation =
        () -> {
          throw new IllegalStateException("an administrator's");
        };
    assertThat(fake.run("rotate-key"))
        .isEqualTo(new Answer(1, "", "weft rotate-key: the key stays: an administrator's\n"));
  }

  @Test
  void findAsksAndPrintsWhoMatches() {
    assertThat(fake.run("find", "role", "gpu", "--wait", "1ms"))
        .isEqualTo(new Answer(0, "name      id        state\n  node-b  bbbbbbbb  connected\n", ""));
    assertThat(fake.queries).containsExactly(new Query(Query.Kind.ROLE, "gpu"));
    assertThat(fake.run("find", "capability", "processors", "--wait", "1ms").out()).hasLineCount(3);
    assertThat(fake.run("find", "capability", "processors=4", "--wait", "1ms").out())
        .contains("* node-a")
        .doesNotContain("node-b");
    fake.offer(A, "hello", 0, 0, "greet");
    assertThat(fake.run("find", "service", "hello", "--json", "--wait", "1ms").out())
        .contains("\"self\": true");
  }

  @Test
  void findOfNothingIsNotFound() {
    assertThat(fake.run("find", "role", "none", "--wait", "1ms"))
        .isEqualTo(
            new Answer(
                4, "", "nobody in reach answered within 1.0 ms to have the role \"none\"\n"));
    assertThat(fake.run("find", "role", "x".repeat(201), "--wait", "1ms").exit()).isEqualTo(2);
    assertThat(fake.run("find", "colour", "red").err())
        .contains("'colour' is none of role, capability, service");
  }

  @Test
  void infoTellsWhoThisIs() {
    Answer answer = fake.run("info");

    assertThat(answer.exit()).isZero();
    assertThat(answer.out())
        .startsWith("name       node-a\nid         " + A + "\nnetwork    net1\n")
        .contains(
            "listens at tcp://192.0.2.1:7001, tcp://127.0.0.1:7001\nfor bulk   tcp://0.0.0.0:7879\n",
            " threads, heap ");
    assertThat(fake.run("info", "--json").out())
        .contains("\"ready\": true", "\"uptimeMillis\": ", "\"heapUsedBytes\": ");
  }

  @Test
  void withoutANodeEveryVerbSaysWhatIsMissing() {
    fake.stopNode();
    for (String line :
        List.of(
            "nodes",
            "services",
            "links",
            "request a b",
            "publish a",
            "subscribe a",
            "explain a",
            "invite",
            "invite --once",
            "rotate-key",
            "revoke a",
            "find role a --wait 1ms",
            "info")) {
      Answer answer = fake.run(line.split(" "));
      assertThat(answer.exit()).as(line).isEqualTo(1);
      assertThat(answer.err())
          .as(line)
          .endsWith("the node is not ready: bundle io.weft.node is not active (weft bundles)\n");
    }
  }
}
