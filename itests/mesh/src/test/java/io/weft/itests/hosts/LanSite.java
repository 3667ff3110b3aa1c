package io.weft.itests.hosts;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A user whose nodes run on hosts of segments. When it is closed the nodes end first, then the
 * hosts go.
 */
final class LanSite implements AutoCloseable {
  final Site site;
  final Lan lan;

  private LanSite(Site site, Lan lan) {
    this.site = site;
    this.lan = lan;
  }

  /** Skips the test where there can be no such hosts. */
  static LanSite of(Path folder, int... hosts) throws IOException {
    String obstacle = TwoHosts.obstacle();
    assumeTrue(obstacle.isEmpty(), obstacle);
    return new LanSite(new Site(folder), Lan.of(hosts));
  }

  /** Starts a node with one setting; returns at once. */
  RunningNode start(int segment, int host, String name, String setting) {
    return site.startBy(lan.on(segment, host), name, List.of("--set", setting));
  }

  @Override
  public void close() {
    try {
      site.close();
    } finally {
      lan.close();
    }
  }
}
