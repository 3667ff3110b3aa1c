package io.weft.itests.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Multicast where networks are not as one would like them. */
class MulticastIT {

  private static final String GROUP = "239.255.84.37";

  /** Interfaces are looked at every five seconds; builds make machines slow. */
  private static final Duration NOTICED = Duration.ofSeconds(30);

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

  private RunningNode start(int host, String name) {
    return hosts.start(0, host, name, "discovery_providers=multicast");
  }

  private static void assertMeet(RunningNode left, RunningNode right) {
    left.ready();
    right.ready();
    left.untilConnected(right);
    right.untilConnected(left);
    assertThat(Answer.traces(left.log() + right.log())).isEmpty();
  }

  @Test
  void nodesFindEachOtherByBroadcastWhereMulticastGetsLost() throws Exception {
    hosts.lan.drop(0, 0, "input", GROUP);
    hosts.lan.drop(0, 1, "input", GROUP);
    RunningNode left = start(0, "left");
    RunningNode right = start(1, "right");
    assertMeet(left, right);
    left.untilSaid("multicast gets lost on lan", NOTICED);
  }

  @Test
  void interfaceThatMayNotSendIsToldAndTriedAgain() throws Exception {
    String all = "{ " + GROUP + ", 198.18.90.255 }";
    hosts.lan.drop(0, 0, "output", all);
    hosts.lan.drop(0, 1, "output", all);
    RunningNode left = start(0, "left").ready();
    RunningNode right = start(1, "right").ready();
    left.untilSaid("multicast does not work on lan", NOTICED);
    assertThat(left.stateOf("right")).isEqualTo("unknown");
    hosts.lan.dropNothing(0, 0);
    hosts.lan.dropNothing(0, 1);
    assertMeet(left, right);
    left.untilSaid("lan is in order again", NOTICED);
  }

  @Test
  void nodesFindEachOtherByIpv6WhereThereIsNoIpv4() throws Exception {
    for (int host = 0; host < 2; host++) {
      hosts.lan.ip(0, host, "address", "flush", "dev", "lan");
      hosts.lan.ip(
          0,
          host,
          "address",
          "add",
          "fd57:4546:5400::" + (host + 1) + "/64",
          "dev",
          "lan",
          "nodad");
      hosts.lan.ip(0, host, "address", "add", "fe80::" + (host + 1) + "/64", "dev", "lan", "nodad");
    }
    RunningNode left = start(0, "left");
    RunningNode right = start(1, "right");
    assertMeet(left, right);
  }

  @Test
  void interfacesMayComeAndGoAndChangeTheirAddresses() throws Exception {
    hosts.lan.ip(0, 0, "link", "set", "lan", "down");
    RunningNode left = start(0, "left").ready();
    RunningNode right = start(1, "right").ready();
    hosts.lan.ip(0, 0, "link", "set", "lan", "up");
    assertMeet(left, right);

    hosts.lan.ip(0, 0, "address", "flush", "dev", "lan");
    hosts.lan.ip(0, 0, "address", "add", "198.18.90.77/24", "brd", "+", "dev", "lan");
    left.until(
        "linked from its new address",
        NOTICED,
        () -> left.ask("links", "right", "--json").out().contains("198.18.90.77"));
    assertMeet(left, right);
  }
}
