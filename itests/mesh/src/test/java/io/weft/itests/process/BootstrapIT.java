package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that have no other source than one address each, and what their peers tell them. */
class BootstrapIT {

  /** A second or two on a quiet machine, a minute on one that builds three other things. */
  private static final Duration TOLD = RunningNode.START;

  @TempDir Path folder;
  private Site site;
  private final List<RunningNode> nodes = new ArrayList<>();

  @AfterEach
  void stop() {
    site.close();
  }

  private RunningNode start(String name, RunningNode... told) {
    List<String> options =
        new ArrayList<>(List.of("--bind", "127.0.0.1", "--set", "discovery_providers=bootstrap"));
    for (RunningNode one : told) {
      options.add("--set");
      options.add("discovery.bootstrap.addresses=" + tcp(one));
    }
    RunningNode node = site.startPlain(name, options);
    nodes.add(node);
    return node;
  }

  private static URI tcp(RunningNode node) {
    return node.addresses().stream()
        .filter(each -> each.getScheme().equals("tcp"))
        .findFirst()
        .orElseThrow();
  }

  private void untilAllAreConnected() {
    for (RunningNode one : nodes) {
      for (RunningNode other : nodes) {
        if (one != other) {
          one.until(
              "it is connected with " + other.name(),
              TOLD,
              () -> one.stateOf(other.name()).equals("connected"));
        }
      }
    }
  }

  @Test
  void oneAddressOfOneNodeReachesTheWholeNetworkAndAnyNodeWillDo() {
    site = new Site(folder);
    RunningNode first = start("first").ready();
    RunningNode star = start("star", first);
    RunningNode other = start("other", first);
    star.ready();
    other.ready();
    RunningNode chain = start("chain", other).ready();
    RunningNode end = start("end", chain);
    RunningNode late = start("late", star);
    end.ready();
    late.ready();

    untilAllAreConnected();
    assertThat(end.output()).contains("by bootstrap");

    first.kill();
    nodes.remove(first);
    start("newcomer", end).ready();
    untilAllAreConnected();
    for (RunningNode node : nodes) {
      assertThat(Answer.traces(node.output() + node.log())).isEmpty();
    }
  }
}
