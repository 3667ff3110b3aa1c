package io.weft.shell.verb;

import static io.weft.shell.verb.FakeMesh.A;
import static io.weft.shell.verb.FakeMesh.B;
import static io.weft.shell.verb.FakeMesh.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.peer.PeerInfo.State;
import io.weft.shell.verb.FakeMesh.Answer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlTest {
  private final FakeMesh fake = new FakeMesh();
  private final FakeControls controls = new FakeControls();

  @BeforeEach
  void withControls() {
    fake.mesh.controls = controls;
    fake.mesh.leases = controls;
    fake.mesh.codecs = List.of(new PlainJson());
    fake.peers.add(peer(B, "node-b", State.CONNECTED));
  }

  @Test
  void valuesAreWhatTheyLookLike() {
    assertThat(fake.run("control", "set", "stage/light", "0.8"))
        .isEqualTo(new Answer(0, "stage/light is 0.8\n", ""));
    fake.run("control", "set", "a", "on");
    fake.run("control", "set", "b", "#ff8000");
    fake.run("control", "set", "c", "hello there");
    fake.run("control", "set", "d", "12", "--text");
    fake.run("control", "set", "e", "{\"pan\": 0.5, \"gel\": \"#010203\", \"on\": true}");
    fake.run("control", "set", "f", "-1e3");

    assertThat(controls.asked.subList(0, 5))
        .containsExactly(
            "set stage/light Double 0.8",
            "set a Boolean true",
            "set b Colour #ff8000",
            "set c String hello there",
            "set d String 12");
    assertThat(controls.points.get("e").value().orElseThrow().toString())
        .contains("gel=#010203", "pan=0.5", "on=true");
    assertThat(fake.run("control", "get", "f").out()).isEqualTo("-1000\n");
    assertThat(fake.run("control", "get", "e").out()).contains("\"gel\":\"#010203\"");
  }

  @Test
  void aTextStaysATextAndAWrongTypeIsSaid() {
    fake.run("control", "set", "sign", "closed");
    assertThat(fake.run("control", "set", "sign", "12").exit()).isZero();
    assertThat(controls.asked).last().isEqualTo("set sign String 12");

    fake.run("control", "set", "light", "1");
    assertThat(fake.run("control", "set", "light", "bright"))
        .isEqualTo(new Answer(2, "", "weft control set: light is a number, not a text\n"));
    assertThat(fake.run("control", "set", "x", "{bad").err()).contains("bad JSON", "{bad");
    assertThat(fake.run("control", "set", "x", "y", "--add").err()).contains("a number is needed");
    assertThat(fake.run("control", "set", "x", "1", "--policy", "best").err())
        .contains("--policy best: one of last-writer, maximum, sum, lease");
  }

  @Test
  void prioritiesPoliciesAndSums() {
    assertThat(fake.run("control", "set", "held-high", "1", "--priority", "2").err())
        .contains("set with priority 2, but priority 9 counts", "--priority 9 takes that back");
    fake.run("control", "set", "top", "3", "--policy", "maximum");
    fake.run("control", "set", "visitors", "+2", "--add");
    fake.run("control", "release", "held-high", "--priority", "9");

    assertThat(controls.asked)
        .containsExactly(
            "set held-high Double 1.0",
            "declare top number maximum",
            "set top Double 3.0",
            "add visitors 2.0",
            "release held-high 9");
  }

  @Test
  void pointsAreListed() {
    assertThat(fake.run("control").err()).contains("weft control set NAME VALUE makes one");
    fake.run("control", "set", "stage/light", "0.8");
    fake.run("control", "lease", "crane");

    assertThat(fake.run("control").out().lines())
        .hasSize(3)
        .anyMatch(line -> line.contains("stage/light  0.8") && line.contains("last-writer"))
        .anyMatch(line -> line.contains("crane") && line.contains("node-a"));
    assertThat(fake.run("control", "list", "stage/**", "--json").out())
        .contains(
            "\"value\": 0.8",
            "\"policy\": \"last-writer\"",
            "\"setterName\": \"node-a\"",
            "\"holder\": \"" + A);
    assertThat(fake.run("control", "get", "nothing").exit()).isEqualTo(4);
    assertThat(fake.run("control", "get", "crane").err()).contains("a number that nobody has set");
  }

  @Test
  void leasesAreTakenHandedOverAndGivenBack() {
    assertThat(fake.run("control", "lease", "crane", "--for", "5s", "--kind", "switch").out())
        .isEqualTo("crane is held by node-a\n");
    assertThat(fake.run("control", "lease", "crane", "--to", "node-b").out())
        .isEqualTo("crane is held by node-b\n");
    assertThat(fake.run("control", "lease", "crane", "--give-back"))
        .isEqualTo(new Answer(1, "", "weft control lease: crane is held by nobody\n"));
    assertThat(controls.asked).containsExactly("take crane switch PT5S 0");
  }

  @Test
  void watchShowsEachChangeUntilThereWereEnough() {
    fake.run("control", "set", "a", "1");
    fake.run("control", "set", "b", "2");

    Answer answer = fake.run("control", "watch", "**", "--count", "2", "--for", "5s");

    assertThat(answer.exit()).isZero();
    assertThat(answer.out()).containsPattern("a  1  by node-a").containsPattern("b  2  by node-a");
    assertThat(fake.run("control", "watch", "--count", "9", "--for", "50ms").exit()).isEqualTo(5);
    assertThat(fake.run("control", "watch", "--count", "1", "--json").out())
        .contains("\"name\":\"a\"", "\"at\":");
  }

  @Test
  void historyAndDeletion() {
    fake.run("control", "set", "a", "1");

    assertThat(fake.run("control", "history", "a").out()).contains("node-b", "set", "released");
    assertThat(fake.run("control", "history", "a", "--json").out())
        .contains("\"what\": \"released\"", "\"priority\": 3");
    assertThat(fake.run("control", "history", "x").exit()).isEqualTo(4);
    assertThat(fake.run("control", "delete", "a").out()).isEqualTo("deleted a\n");
    assertThat(fake.run("control", "delete", "a").exit()).isEqualTo(4);
  }

  @Test
  void devicesOfAllNodesAreListed() {
    fake.offer(B, "weft/input", 0, 0, "list", "send");
    fake.exchange =
        (path, action, params, options) ->
            CompletableFuture.completedFuture(
                FakeMesh.reply(
                    B, List.of(Map.of("device", "desk", "kind", "virtual", "mappings", 2))));

    assertThat(fake.run("control", "devices").out()).contains("node-b", "desk", "virtual");
    assertThat(fake.run("control", "devices", "--json").out()).contains("\"mappings\": 2");
  }

  @Test
  void withoutTheBundleItSaysWhatToDo() {
    fake.mesh.controls = null;

    assertThat(fake.run("control").err()).contains("--feature control");
  }
}
