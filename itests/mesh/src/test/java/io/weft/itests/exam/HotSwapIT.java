package io.weft.itests.exam;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.NodeId;
import io.weft.peer.PeerEvent;
import io.weft.testkit.Eventually;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** Parts of a node are swapped while requests run: none fails, and nothing stays behind. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HotSwapIT {
  /** With four ways, each part is swapped twelve times. */
  private static final int ROUNDS = 3;

  /** Requests that must be answered between two swaps, so that each swap meets a running load. */
  private static final int BETWEEN = 50;

  @Inject private BundleContext context;
  private ExamNode exam;
  private NodeId neighbour;
  private Instant connectedSince;

  @Configuration
  public Option[] configuration() {
    return Exam.with("base", "node", "transport-tcp", "discovery", "hello");
  }

  @Before
  public void connect() {
    exam = ExamNode.in(context);
    neighbour = new NodeId(exam.neighbour().id());
    connectedSince = exam.connectedSince();
    exam.peerEvents();
  }

  /** One way to swap a bundle. */
  private interface Way {
    Bundle swap(Bundle bundle) throws BundleException;
  }

  private List<Way> ways() {
    return List.of(exam::restart, exam::update, exam::reinstall, exam::refresh);
  }

  private void swapUnder(PacedLoad load, String symbolicName, Remains remains) throws Exception {
    Bundle bundle = exam.bundle(symbolicName);
    for (int round = 0; round < ROUNDS; round++) {
      for (Way way : ways()) {
        long before = load.answered();
        Eventually.until(
            "requests are answered between swaps of " + symbolicName,
            ExamNode.LONG,
            () -> load.answered() >= before + BETWEEN);
        remains.watch(bundle);
        bundle = way.swap(bundle);
      }
    }
    long before = load.answered();
    Eventually.until(
        "requests are answered after the swaps of " + symbolicName,
        ExamNode.LONG,
        () -> load.answered() >= before + BETWEEN);
    remains.runsOn(bundle);
  }

  @Test
  public void discoveryIsSwappedWithoutLosingAPeerOrARequest() throws Exception {
    Remains remains = Remains.before();
    try (PacedLoad load = PacedLoad.to(exam.exchange(), neighbour)) {
      swapUnder(load, "io.weft.discovery.local", remains);
      load.close();
      assertThat(load.failures()).isEmpty();
    }
    assertThat(exam.peerEvents()).doesNotContain(PeerEvent.Kind.LOST, PeerEvent.Kind.GONE);
    assertThat(exam.connectedSince()).isEqualTo(connectedSince);
    remains.assertNoneLeft();
  }

  @Test
  public void onlyTransportIsSwappedWithoutLosingARequest() throws Exception {
    Remains remains = Remains.before();
    try (PacedLoad load = PacedLoad.to(exam.exchange(), neighbour)) {
      swapUnder(load, "io.weft.transport.tcp", remains);
      load.close();
      assertThat(load.failures()).isEmpty();
    }
    assertThat(exam.peerEvents()).doesNotContain(PeerEvent.Kind.GONE);
    exam.connected();
    remains.assertNoneLeft();
  }

  @Test
  public void serviceIsSwappedWhileAnotherNodeOffersIt() throws Exception {
    NodeId self = exam.node().record().id();
    Remains remains = Remains.before();
    try (PacedLoad load = PacedLoad.anyone(exam.exchange())) {
      swapUnder(load, "io.weft.example.hello", remains);
      Bundle hello = exam.bundle("io.weft.example.hello");
      List<NodeId> answered = new ArrayList<>();
      hello.stop();
      load.answeredBy();
      Eventually.until(
          "the neighbour answers",
          ExamNode.LONG,
          () -> load.answeredBy().stream().anyMatch(neighbour::equals));
      hello.start();
      Eventually.until(
          "this node answers again",
          ExamNode.LONG,
          () -> {
            answered.addAll(load.answeredBy());
            return answered.contains(self);
          });
      load.close();
      assertThat(load.failures()).isEmpty();
    }
    remains.assertNoneLeft();
  }

  @Test
  public void codecIsSwappedWithoutLosingARequest() throws Exception {
    Remains remains = Remains.before();
    try (PacedLoad load = PacedLoad.to(exam.exchange(), neighbour)) {
      swapUnder(load, "io.weft.codec.jackson", remains);
      load.close();
      assertThat(load.failures()).isEmpty();
    }
    remains.assertNoneLeft();
  }

  @Test
  public void nodeGoesOnWithoutDetectorsAndTakesThemBack() throws Exception {
    Remains remains = Remains.before();
    Bundle linux = exam.bundle("io.weft.netif.linux");
    Bundle java = exam.bundle("io.weft.netif.java");
    try (PacedLoad load = PacedLoad.to(exam.exchange(), neighbour)) {
      swapUnder(load, "io.weft.netif.linux", remains);
      swapUnder(load, "io.weft.netif.java", remains);
      linux = exam.bundle(linux.getSymbolicName());
      java = exam.bundle(java.getSymbolicName());
      linux.stop();
      java.stop();
      exam.restart(exam.bundle("io.weft.transport.tcp"));
      exam.connected();
      java.start();
      linux.start();
      load.close();
      assertThat(load.failures()).isEmpty();
    }
    remains.assertNoneLeft();
  }
}
