package io.weft.discovery.local;

import static io.weft.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.testkit.FixedSelf;
import io.weft.testkit.ManualClock;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.TestNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LocalDiscoveryTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration QUICK = Duration.ofMillis(100);
  private static final Duration SLOW = Duration.ofMinutes(1);

  @TempDir Path parent;
  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann");
  private final FixedSelf bob = network.node("bob");
  private final RecordingSink annSees = network.sink();
  private final List<LocalDiscovery> started = new ArrayList<>();

  @AfterEach
  void close() {
    started.forEach(LocalDiscovery::close);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void newNodeIsFoundByTheWatchLongBeforeTheRescan() throws IOException {
    start(ann, annSees, SLOW);
    until("the first scan is over", PATIENCE, () -> Files.exists(file(ann)));
    start(bob, network.sink(), SLOW);
    until("bob is seen", Duration.ofMillis(300), () -> annSees.sees(bob));
  }

  @Test
  void fileIsGoneWhenCloseReturns() throws IOException {
    LocalDiscovery ofAnn = start(ann, annSees, SLOW);
    assertThat(file(ann)).exists();
    ofAnn.close();
    try (Stream<Path> left = Files.list(directory())) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void killedNodeIsGoneWithTheNextRescanAndItsFileIsRemoved() throws Exception {
    Process other = new ProcessBuilder("cat").start();
    start(ann, annSees, QUICK);
    leaveFile(bob, Owner.of(other.toHandle()), Instant.now().plusSeconds(60));
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
    other.destroyForcibly();
    until("bob is gone", PATIENCE, () -> annSees.goneIs(bob));
    assertThat(file(bob)).doesNotExist();
  }

  @Test
  void fileOfAnEndedProcessIsRemovedUnseen() throws IOException {
    Owner us = Owner.current();
    start(ann, annSees, QUICK);
    leaveFile(bob, new Owner(us.pid(), "1", us.numberedIn()), Instant.now().plusSeconds(60));
    until("the file is removed", PATIENCE, () -> Files.notExists(file(bob)));
    assertThat(annSees.sees(bob)).isFalse();
  }

  @Test
  void fileOfAnotherContainersProcessIsBelievedUntilItExpires() throws IOException {
    ManualClock clock = new ManualClock(Instant.now());
    start(ann, annSees, QUICK, clock);
    leaveFile(bob, new Owner(1, "1", "pid:[4]"), clock.instant().plusSeconds(60));
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
    clock.advance(Duration.ofSeconds(61));
    until("bob is gone", PATIENCE, () -> annSees.goneIs(bob));
    assertThat(file(bob)).doesNotExist();
  }

  @Test
  void unchangedFileIsReportedAgainBeforeItsLeaseEnds() {
    ManualClock clock = new ManualClock(Instant.now());
    start(ann, annSees, QUICK, clock);
    start(bob, network.sink(), SLOW);
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
    Duration lease = annSees.validities().get(0);
    clock.advance(lease.minusSeconds(1));
    until("bob is reported again", PATIENCE, () -> annSees.sightings().size() == 2);
  }

  @Test
  void truncatedFileIsReadOnceItIsWhole() throws IOException {
    start(ann, annSees, QUICK);
    byte[] whole = content(bob, Owner.current(), Instant.now().plusSeconds(60)).encode();
    Files.write(file(bob), Arrays.copyOf(whole, whole.length - 10));
    Files.write(file(bob), whole);
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
    assertThat(annSees.rejected()).isZero();
  }

  @Test
  void directoryMovedAwayUnderRunningNodesIsMadeAgain() throws IOException {
    start(ann, annSees, QUICK);
    start(bob, network.sink(), QUICK);
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
    int before = annSees.sightings().size();
    Files.move(directory(), parent.resolve("away"));
    until(
        "bob is seen again",
        PATIENCE,
        () -> annSees.sees(bob) && annSees.sightings().size() > before);
    assertThat(file(ann)).exists();
  }

  @Test
  void directoryThatBecomesUsableIsUsedWithoutARestart() throws IOException {
    Files.writeString(directory(), "in the way");
    start(ann, annSees, QUICK);
    start(bob, network.sink(), QUICK);
    Files.delete(directory());
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void nobodyElseMayReadWhatANodeLeaves() throws IOException {
    start(ann, annSees, SLOW);
    assertThat(permissions(directory())).isEqualTo("rwx------");
    assertThat(permissions(file(ann))).isEqualTo("rw-------");
  }

  @Test
  void rescanOutOfRangeIsRefused() {
    assertThatThrownBy(() -> new LocalDiscovery.Settings(parent, Duration.ofMillis(99)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rescan_ms")
        .hasMessageContaining("99 (100 to 60000");
  }

  private LocalDiscovery start(FixedSelf self, RecordingSink sink, Duration rescan) {
    return start(self, sink, rescan, Clock.systemUTC());
  }

  private LocalDiscovery start(FixedSelf self, RecordingSink sink, Duration rescan, Clock clock) {
    LocalDiscovery provider =
        new LocalDiscovery(new LocalDiscovery.Settings(directory(), rescan), clock);
    started.add(provider);
    provider.start(self, sink);
    return provider;
  }

  private void leaveFile(FixedSelf node, Owner owner, Instant expires) throws IOException {
    Files.write(file(node), content(node, owner, expires).encode());
  }

  private static RecordFile content(FixedSelf node, Owner owner, Instant expires) {
    return new RecordFile(owner, expires, node.signedRecord());
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private Path directory() {
    return parent.resolve("weft");
  }

  private Path file(FixedSelf node) {
    return directory().resolve(Neighbours.fileName(node.id()));
  }
}
