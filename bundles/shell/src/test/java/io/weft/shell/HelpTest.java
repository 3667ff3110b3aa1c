package io.weft.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.shell.text.Terminal;
import io.weft.shell.verb.FakeMesh;
import io.weft.shell.verb.Verbs;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

  private record Printed(int exit, String out, String err) {}

  @Test
  void theListOfVerbs() {
    assertThat(help())
        .isEqualTo(
            new Printed(
                0,
                """
                Usage: weft VERB [ARGUMENTS] [--data DIR | --name NAME]

                A mesh of nodes that find each other. Start one with weft up, then ask it.
                weft VERB --help tells more about a verb.

                Verbs:
                  up          Starts a node here and keeps it running in this terminal.
                  demo        Shows three nodes that find each other, on this machine alone.
                  join        Brings this machine into the network that a ticket is from.
                  nodes       All nodes that this one knows; this one first, marked with *.
                  services    The services that can be called, here and on other nodes.
                  peers       The other nodes that this one knows, and what it thinks of them.
                  links       The links between this node and the others.
                  discovery   The sources by which this node hears of others.
                  registry    The files by which nodes find each other: save, show, verify.
                  request     Calls an action of a service and prints the result as JSON.
                  publish     Publishes an event to everyone who listens.
                  subscribe   Prints events as they come, one a line.
                  control     Control points that all nodes share: lists them.
                  send        Sends files and folders to other nodes.
                  fetch       Fetches a file or folder that another node shares.
                  transfers   Files that come and go: how far they are, and how fast.
                  transfer    Accepts, refuses, pauses, resumes or cancels a transfer.
                  bundles     The parts of the running node; replaces them while it runs.
                  explain     Why a node is connected, or is not, and what to do.
                  invite      Prints a ticket with which another machine joins this network.
                  tickets     The one-time tickets of this node that can still be used.
                  revoke      Puts a node out of the network for good.
                  rotate-key  Gives this node a new key, which the one before signs for.
                  find        Asks all nodes in reach who has a role, a capability or a service.
                  metrics     Figures of this node: peers, dials, refusals, bytes, round trips.
                  info        This node: who it is, where it listens, and its process.
                  stop        Stops this node, with a goodbye to the others.

                --data DIR or --name NAME says which node is meant, if several run.
                --json prints JSON, for scripts; every verb that asks a node has it.
                Exit codes: 0 fine, 1 failed, 2 wrong usage, 3 no node is running, 4 not found,
                5 the time was up, 6 not allowed there.
                """,
                ""));
    assertThat(help("help")).isEqualTo(help());
    assertThat(help("--help")).isEqualTo(help());
  }

  @Test
  void oneVerb() {
    assertThat(help("nodes").out())
        .isEqualTo(
            """
            Usage: weft nodes [-h] [--json] [--watch] [--for=TIME]
            All nodes that this one knows; this one first, marked with *.
            --watch follows who is found, changes and is lost, one a line.
                  --for=TIME   With --watch: end after this time, such as 10s.
              -h, --help       Show this help.
                  --json       Print JSON, for scripts.
                  --watch      Follow who comes and goes, until interrupted.

            Examples: weft nodes
                      weft nodes --watch --for 1m
            JSON: [{id, name, self, state, network, roles, capabilities, addresses,
            roundTripMillis, transport, interface, foundBy, services, since, lastSeen}];
            state is self, known, connecting, connected, lost, gone or banned.
            JSON of --watch: one object a line, {at, change, node}; change is found,
            changed or lost.
            """);
    assertThat(help("help", "nodes")).isEqualTo(help("nodes"));
    assertThat(help("nodes", "--help")).isEqualTo(help("nodes"));
  }

  @Test
  void everyVerbHasAnExample() {
    List<String> verbs = new ArrayList<>(Verbs.NAMES);
    verbs.addAll(List.of("up", "demo", "join"));
    for (String verb : verbs) {
      Printed printed = help(verb);
      assertThat(printed.exit()).as(verb).isZero();
      assertThat(printed.out()).as(verb).contains("Example", "weft " + verb);
      assertThat(printed.out().lines())
          .as(verb)
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }
    assertThat(help().out()).contains(verbs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nods", "node", "ndoes", "nodesx"})
  void anUnknownVerbGetsTheNearest(String word) {
    assertThat(help(word))
        .isEqualTo(
            new Printed(
                2,
                "",
                "there is no verb \""
                    + word
                    + "\"; did you mean nodes?\nweft --help lists them\n"));
  }

  @Test
  void nothingNearIsNotGuessed() {
    assertThat(help("xyzzy").err())
        .isEqualTo("there is no verb \"xyzzy\"\nweft --help lists them\n");
  }

  @Test
  void wrongUseIsToldInTwoLines() {
    FakeMesh fake = new FakeMesh();
    assertThat(fake.run())
        .isEqualTo(new FakeMesh.Answer(2, "", "weft: a verb is missing: weft --help lists them\n"));
    assertThat(fake.run("request", "hello"))
        .isEqualTo(
            new FakeMesh.Answer(
                2,
                "",
                "weft request: Missing required parameter: 'ACTION'\n"
                    + "weft request --help tells how it is used\n"));
    assertThat(fake.run("nodes", "--jsn").err())
        .isEqualTo("weft nodes: Unknown option: '--jsn'\nweft nodes --help tells how it is used\n");
    assertThat(fake.run("up", "--name", "x").err())
        .isEqualTo("weft up: weft up is run by the weft script, not by a running node\n");
    assertThat(fake.run("publish", "@/etc/passwd").exit()).isZero();
    assertThat(fake.published).containsExactly("@/etc/passwd null ALL");
  }

  @Test
  void helpNeedsNeitherOsgiNorALoggingLibrary() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (Class<?> part : List.of(Help.class, io.weft.node.Node.class, picocli.CommandLine.class)) {
      urls.add(part.getProtectionDomain().getCodeSource().getLocation());
    }
    try (URLClassLoader bare =
        new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Class<?> terminal = bare.loadClass(Terminal.class.getName());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Object to =
          terminal
              .getConstructor(
                  java.io.OutputStream.class, java.io.OutputStream.class, int.class, boolean.class)
              .newInstance(out, out, 80, false);
      Method run =
          bare.loadClass(Help.class.getName()).getDeclaredMethod("run", terminal, String[].class);
      run.setAccessible(true);

      assertThat(run.invoke(null, to, new String[] {"bundles"})).isEqualTo(0);
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(help("bundles").out());
    }
  }

  private static Printed help(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = Help.run(new Terminal(out, err, 80, false), arguments);
    return new Printed(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
