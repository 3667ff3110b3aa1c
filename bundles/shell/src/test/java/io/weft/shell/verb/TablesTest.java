package io.weft.shell.verb;

import static io.weft.shell.verb.FakeMesh.A;
import static io.weft.shell.verb.FakeMesh.B;
import static io.weft.shell.verb.FakeMesh.C;
import static io.weft.shell.verb.FakeMesh.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.peer.PeerInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TablesTest {

  private final FakeMesh fake = new FakeMesh();

  @BeforeEach
  void threeNodes() {
    fake.peers.add(peer(B, "node-b", PeerInfo.State.CONNECTED));
    fake.peers.add(peer(C, "", PeerInfo.State.KNOWN));
    fake.offer(A, "hello", 2, 0, "greet", "bye");
    fake.offer(B, "user/auth", 5, 1, "login");
    fake.offer(C, "user/auth", 0, 0, "login");
  }

  @Test
  void nodesShowsThisNodeFirst() {
    FakeMesh.Answer answer = fake.run("nodes");

    assertThat(answer)
        .isEqualTo(
            new FakeMesh.Answer(
                0,
                """
                name             id        state      round trip  via           found by  services  since
                * node-a         aaaaaaaa  this node                                             1
                  node-b         bbbbbbbb  connected      0.4 ms  tcp/ethernet  mdns             1    3 d
                  (no name yet)  cccccccc  known                                mdns             1
                """,
                ""));
  }

  @Test
  void servicesShowsLocalOnesBeforeRemoteOnes() {
    fake.offer(A, "user/auth", 0, 0, "login");

    assertThat(fake.run("services").out())
        .isEqualTo(
            """
            path       version  node      where   actions     state        requests  errors  mean time
            hello      1.2.0    node-a    local   bye, greet  available           2       0     1.3 ms
            user/auth  1.2.0    node-a    local   login       available           0       0
            user/auth  1.2.0    cccccccc  remote  login       unreachable         0       0
            user/auth  1.2.0    node-b    remote  login       available           5       1     1.3 ms
            """);
  }

  @Test
  void servicesByWhichNodesThemselvesTalkAreShownWhenAskedFor() {
    fake.offer(B, "weft/gossip", 0, 0, "chat");

    assertThat(fake.run("services").out()).doesNotContain("weft/gossip");
    assertThat(fake.run("services", "--all").out()).contains("weft/gossip");
    assertThat(fake.run("services", "weft").out()).contains("weft/gossip");
  }

  @Test
  void servicesOfAPathIncludeThoseBelow() {
    assertThat(fake.run("services", "user").out().lines()).hasSize(3);
    assertThat(fake.run("services", "user/auth").out().lines()).hasSize(3);
    assertThat(fake.run("services", "use"))
        .isEqualTo(
            new FakeMesh.Answer(
                4, "", "weft services: no service at \"use\"; there are hello, user/auth\n"));
  }

  @Test
  void linksShowsWhatRunsOverWhat() {
    assertThat(fake.run("links").out())
        .isEqualTo(
            """
            peer    lane     remote               over           protection    cost  round trip    sent  received  since  in use
            node-b  control  tcp://10.0.0.7:7001  ethernet eth0  tls         0.6 ms      0.4 ms  1.5 kB      2 MB    3 d  yes: the cheapest way
            node-b  calls    tcp://10.0.0.7:7001  ethernet eth0  tls         0.6 ms              1.5 kB      2 MB    3 d  yes: the cheapest way
            """);
    assertThat(fake.run("links", "c").err())
        .isEqualTo("no links to cccccccc; weft explain cccccccc says why\n");
  }

  @Test
  void aTableIsNoWiderThanTheTerminal() {
    FakeMesh.Answer answer = fake.run(80, false, "links");

    assertThat(answer.out().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    assertThat(answer.out()).contains("…");
    assertThat(fake.run(78, false, "nodes").out().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(78));
  }

  @Test
  void thereAreColoursOnlyIfAskedFor() {
    assertThat(fake.run(80, true, "nodes").out()).contains("\u001b[32mconnected\u001b[0m");
    assertThat(fake.run(80, false, "nodes").out()).doesNotContain("\u001b");
  }

  @Test
  void aPeersNameCannotSteerTheTerminal() {
    fake.peers.set(0, peer(B, "evil\u001b[2J\nname", PeerInfo.State.CONNECTED));

    FakeMesh.Answer answer = fake.run("nodes");

    assertThat(answer.out()).doesNotContain("\u001b").contains("evil\ufffd[2J name");
  }

  @Test
  void jsonHasTheFieldsThatTheHelpNames() {
    assertThat(fake.run("nodes", "--json").out())
        .startsWith("[\n  {\n    \"id\": \"" + A + "\",\n    \"name\": \"node-a\",\n")
        .contains("\"state\": \"connected\"", "\"roundTripMillis\": 0.42", "\"foundBy\": [\n");
    assertThat(fake.run("services", "hello", "--json").out())
        .isEqualTo(
            """
            [
              {
                "path": "hello",
                "version": "1.2.0",
                "description": "Does it.",
                "node": "%s",
                "name": "node-a",
                "local": true,
                "actions": [
                  "bye",
                  "greet"
                ],
                "subscriptions": [],
                "state": "available",
                "requests": 2,
                "errors": 0,
                "failures": 0,
                "refused": 0,
                "outstanding": 0,
                "meanMillis": 1.25
              }
            ]
            """
                .formatted(A));
    assertThat(fake.run("links", "--json").out())
        .contains("\"protection\": \"tls\"", "\"receivedBytes\": 2000000");
  }
}
