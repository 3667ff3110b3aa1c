package io.weft.testkit;

import static io.weft.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weft.discovery.DiscoveryProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every source of sightings keeps. A plug-in's test extends this class; each test gets an
 * instance of its own, so what its nodes meet on (a directory, a port, a name) belongs in fields.
 */
public abstract class DiscoveryContract {

  /** From "both run" to "found": the promise to users, which the fastest source keeps. */
  private static final Duration FOUND = Duration.ofSeconds(1);

  /** For what has no promise in time. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  protected final TestNetwork network = new TestNetwork("blue");
  protected final FixedSelf ann = network.node("ann");
  protected final FixedSelf bob = network.node("bob");
  private final List<DiscoveryProvider> started = new ArrayList<>();

  /** A new provider for a node, not started; all of one test instance can meet. */
  protected abstract DiscoveryProvider provider(FixedSelf self) throws Exception;

  /** Puts garbage where the providers look: random bytes, truncated and oversized pieces. */
  protected abstract void garbage() throws Exception;

  /** How long it may take from "both run" to "found"; say why if it is longer than a second. */
  protected Duration foundWithin() {
    return FOUND;
  }

  /** How long a closed provider may take to be gone for the others. */
  protected Duration goneWithin() {
    return foundWithin();
  }

  /** How often the leak test starts and closes; 0 if the plug-in has a test of its own for it. */
  protected int rounds() {
    return 50;
  }

  /** Makes and starts a provider; it is closed after the test. */
  protected final DiscoveryProvider start(FixedSelf self, RecordingSink sink) throws Exception {
    DiscoveryProvider provider = provider(self);
    started.add(provider);
    provider.start(self, sink);
    return provider;
  }

  @AfterEach
  void closeAll() throws InterruptedException {
    List<Thread> closing = started.stream().map(p -> new Thread(p::close)).toList();
    closing.forEach(Thread::start);
    for (Thread thread : closing) {
      thread.join();
    }
  }

  @Test
  void eachSeesTheOtherInTime() throws Exception {
    RecordingSink annSees = network.sink();
    RecordingSink bobSees = network.sink();
    start(ann, annSees);
    start(bob, bobSees);
    until(
        "ann sees bob, bob sees ann", foundWithin(), () -> annSees.sees(bob) && bobSees.sees(ann));
    assertThat(annSees.validities()).allMatch(v -> v.compareTo(Duration.ZERO) > 0);
  }

  @Test
  void whoComesLaterIsSeenInTimeAndSeesTheOthers() throws Exception {
    RecordingSink annSees = network.sink();
    start(ann, annSees);
    start(bob, network.sink());
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
    FixedSelf late = network.node("late");
    RecordingSink lateSees = network.sink();
    start(late, lateSees);
    until(
        "ann sees the late one, the late one sees ann, the late one sees bob",
        foundWithin(),
        () -> annSees.sees(late) && lateSees.sees(ann) && lateSees.sees(bob));
  }

  @Test
  void refreshSpreadsTheNewRecord() throws Exception {
    RecordingSink annSees = network.sink();
    start(ann, annSees);
    DiscoveryProvider ofBob = start(bob, network.sink());
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
    bob.roles("gpu");
    ofBob.refresh();
    until("bob's new record is seen", foundWithin(), () -> annSees.seesNewestOf(bob));
    assertThat(annSees.record(bob.id()).orElseThrow().roles()).containsExactly("gpu");
  }

  @Test
  void whoClosesIsGone() throws Exception {
    RecordingSink annSees = network.sink();
    start(ann, annSees);
    DiscoveryProvider ofBob = start(bob, network.sink());
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
    ofBob.close();
    until("bob is gone", goneWithin(), () -> annSees.goneIs(bob));
  }

  @Test
  void whoComesBackIsSeenAgain() throws Exception {
    RecordingSink annSees = network.sink();
    start(ann, annSees);
    DiscoveryProvider ofBob = start(bob, network.sink());
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
    ofBob.close();
    until("bob is gone", PATIENCE, () -> annSees.goneIs(bob));
    RecordingSink bobSeesAgain = network.sink();
    start(bob, bobSeesAgain);
    until(
        "ann sees bob again, bob sees ann again",
        foundWithin(),
        () -> annSees.sees(bob) && bobSeesAgain.sees(ann));
  }

  @Test
  void ourOwnAnnouncementsAreNotReported() throws Exception {
    RecordingSink annSees = network.sink();
    start(ann, annSees);
    start(bob, network.sink());
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
    assertThat(annSees.sees(ann)).isFalse();
    assertThat(annSees.goneIs(ann)).isFalse();
  }

  @Test
  void strangersAreNotAdmittedAndDoNotHurt() throws Exception {
    TestNetwork elsewhere = new TestNetwork("red");
    FixedSelf stranger = elsewhere.node("stranger");
    RecordingSink annSees = network.sink();
    RecordingSink strangerSees = elsewhere.sink();
    start(stranger, strangerSees);
    start(ann, annSees);
    start(bob, network.sink());
    until("bob is seen", foundWithin(), () -> annSees.sees(bob));
    assertThat(annSees.sees(stranger)).isFalse();
    assertThat(annSees.availability(stranger)).isEmpty();
    assertThat(strangerSees.sees(ann)).isFalse();
  }

  @Test
  void garbageIsIgnored() throws Exception {
    RecordingSink annSees = network.sink();
    start(ann, annSees);
    garbage();
    start(bob, network.sink());
    until("bob is seen", foundWithin(), () -> annSees.sees(bob));
    garbage();
    FixedSelf late = network.node("late");
    start(late, network.sink());
    until("late is seen", foundWithin(), () -> annSees.sees(late));
  }

  @Test
  void nothingIsReportedAfterClose() throws Exception {
    RecordingSink annSees = network.sink();
    RecordingSink bobSees = network.sink();
    DiscoveryProvider ofAnn = start(ann, annSees);
    start(bob, bobSees);
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
    ofAnn.close();
    int before = annSees.reports();
    FixedSelf late = network.node("late");
    start(late, network.sink());
    until("late is seen", PATIENCE, () -> bobSees.sees(late));
    assertThat(annSees.reports()).isEqualTo(before);
  }

  @Test
  void closingTwiceOrWithoutAStartDoesNoHarm() throws Exception {
    DiscoveryProvider never = provider(ann);
    assertThatCode(never::close).doesNotThrowAnyException();
    DiscoveryProvider once = start(bob, network.sink());
    once.close();
    assertThatCode(once::close).doesNotThrowAnyException();
    assertThatCode(once::refresh).doesNotThrowAnyException();
  }

  @Test
  void startingAndClosingOftenLeavesNothing() throws Exception {
    assumeTrue(rounds() > 0, "looked after by another test");
    startAndClose();
    Leftovers before = Leftovers.now();
    for (int round = 0; round < rounds(); round++) {
      startAndClose();
    }
    until("nothing is left behind", PATIENCE, () -> Leftovers.now().since(before).isEmpty());
  }

  private void startAndClose() throws Exception {
    try (DiscoveryProvider provider = provider(ann)) {
      provider.start(ann, network.sink());
      provider.refresh();
    }
  }
}
