package io.weft.shell.verb;

import static io.weft.shell.verb.FakeMesh.B;
import static io.weft.shell.verb.FakeMesh.C;
import static io.weft.shell.verb.FakeMesh.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.SourceInfo;
import io.weft.discovery.SourceInfo.State;
import io.weft.discovery.SourceInfo.Trouble;
import io.weft.peer.PeerInfo;
import io.weft.shell.verb.FakeMesh.Answer;
import io.weft.testkit.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final FakeMesh fake = new FakeMesh();

  private static SourceInfo source(String name, State state, Trouble... troubles) {
    return new SourceInfo(
        name,
        state,
        FakeMesh.LONG_AGO,
        3,
        17,
        2,
        Optional.of(FakeMesh.LONG_AGO),
        List.of(troubles),
        troubles.length == 0 ? Optional.empty() : Optional.of(troubles[0]),
        Optional.of(Instant.now().plusMillis(42_400)));
  }

  @Test
  void sourcesAreListedWithWhatDoesNotWork() {
    fake.sources.add(source("mdns", State.RUNNING));
    fake.sources.add(
        source(
            "registry",
            State.RUNNING,
            new Trouble(FakeMesh.LONG_AGO, "/net/nodes.json:3:7", "no JSON: a comma", 4),
            new Trouble(FakeMesh.LONG_AGO, "http://x/", "answers 404", 1)));
    fake.sources.add(source("dns", State.OFF));

    Answer answer = fake.run("discovery");

    assertThat(answer.exit()).isZero();
    assertThat(answer.out().lines().skip(1).map(line -> line.split("\\s+")[1]))
        .containsExactly("running", "running", "off");
    assertThat(answer.out())
        .contains("/net/nodes.json:3:7: no JSON: a comma (4 times); and 1 more", "3 d", "42 s");
    assertThat(answer.err()).contains("--json has all troubles");
    assertThat(fake.run("discovery", "--json").out())
        .contains("\"answers 404\"", "\"nextLook\"", "\"refused\": 2");
  }

  @Test
  void aSourceIsSwitchedByItsName() {
    fake.sources.add(source("mdns", State.RUNNING));

    assertThat(fake.run("discovery", "off", "mdns").exit()).isZero();
    assertThat(fake.turned).containsExactly("mdns false");
    assertThat(fake.run("discovery", "on", "bonjour"))
        .isEqualTo(
            new Answer(
                4, "", "weft discovery: no source \"bonjour\" is installed; there are mdns\n"));
    assertThat(fake.run("discovery", "off").err())
        .isEqualTo("weft discovery: off what? weft discovery off SOURCE\n");
    assertThat(fake.run("discovery", "away", "mdns").err()).contains("'away' is none of on, off");
  }

  @Test
  void aSourceThatIsSwitchedOnIsShownOnceItHasStarted() throws Exception {
    fake.sources.add(source("mdns", State.OFF));
    CompletableFuture<Answer> running =
        CompletableFuture.supplyAsync(() -> fake.run("discovery", "on", "mdns"));
    Eventually.until("it is switched", SOON, () -> !fake.turned.isEmpty());
    assertThat(running).isNotDone();

    fake.become("mdns", State.RUNNING);

    assertThat(running.get(SOON.toSeconds(), TimeUnit.SECONDS).out()).contains("running");
  }

  @Test
  void watchingShowsWhoIsThereAndThenEachChange() throws Exception {
    fake.peers.add(peer(B, "node-b", PeerInfo.State.CONNECTED));
    CompletableFuture<Answer> running =
        CompletableFuture.supplyAsync(() -> fake.run("nodes", "--watch", "--for", "300ms"));
    Eventually.until("it watches", SOON, () -> !fake.watchers.isEmpty());
    fake.watchers.get(0).found(peer(C, "node-c", PeerInfo.State.KNOWN));
    fake.watchers.get(0).lost(peer(B, "node-b", PeerInfo.State.GONE));

    Answer answer = running.get(SOON.toSeconds(), TimeUnit.SECONDS);

    assertThat(answer.exit()).isZero();
    assertThat(answer.out())
        .containsPattern("found +node-c \\(cccccccc\\)  known, found by mdns")
        .containsPattern("lost +node-b \\(bbbbbbbb\\)  gone");
    assertThat(fake.watchers).isEmpty();
  }

  @Test
  void watchingCanBeReadByScripts() {
    fake.peers.add(peer(B, "node-b", PeerInfo.State.CONNECTED));

    Answer answer = fake.run("nodes", "--watch", "--for", "10ms", "--json");

    assertThat(answer.out())
        .contains("\"change\":\"found\"", "\"name\":\"node-b\"")
        .hasLineCount(1);
    assertThat(fake.run("nodes", "--for", "10ms").err()).contains("--for goes with --watch");
  }
}
