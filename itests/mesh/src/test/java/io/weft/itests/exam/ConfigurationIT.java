package io.weft.itests.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weft.exchange.Handler;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.ServiceAt;
import io.weft.itests.FreePort;
import io.weft.node.NodeId;
import io.weft.peer.PeerEvent;
import io.weft.testkit.Eventually;
import java.net.URI;
import java.time.Instant;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * The network's settings are changed while the node runs: they take effect, and no peer is lost.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ConfigurationIT {
  @Inject private BundleContext context;
  private ExamNode exam;
  private NodeId self;
  private Instant connectedSince;

  @Configuration
  public Option[] configuration() {
    return Exam.with("base", "node", "transport-tcp", "discovery", "hello");
  }

  @Before
  public void connect() {
    exam = ExamNode.in(context);
    self = exam.node().record().id();
    connectedSince = exam.connectedSince();
    exam.peerEvents();
  }

  @After
  public void usualSettings() {
    exam.configure(Map.of());
  }

  private void assertPeerWasNotLost() {
    assertThat(exam.peerEvents()).doesNotContain(PeerEvent.Kind.LOST, PeerEvent.Kind.GONE);
    assertThat(exam.connectedSince()).isEqualTo(connectedSince);
    assertThat(exam.neighbour().output()).doesNotContain("lost exam", "gone exam");
  }

  @Test
  public void newNameAndRolesReachTheOtherNode() {
    exam.configure(Map.of("name", "renamed", "roles", new String[] {"gpu"}));
    exam.neighbour()
        .until(
            "sees the new name",
            ExamNode.LONG,
            () -> exam.neighbour().stateOf("renamed").equals("connected"));
    assertThat(exam.neighbour().peer("renamed").orElseThrow().path("roles").toString())
        .contains("gpu");
    assertThat(exam.node().record().id()).isEqualTo(self);
    assertPeerWasNotLost();
  }

  @Test
  public void newTimeOutHoldsForTheNextRequest() {
    Dictionary<String, ?> properties =
        FrameworkUtil.asDictionary(
            Map.of(
                ServiceAt.PREFIX_ + "path",
                "test/never",
                ServiceAt.PREFIX_ + "actions",
                new String[] {"answer"}));
    ServiceRegistration<Handler> never =
        context.registerService(Handler.class, request -> new CompletableFuture<>(), properties);
    try {
      exam.configure(Map.of("request_timeout_ms", 200));
      Eventually.until(
          "a request fails within the new time-out",
          ExamNode.LONG,
          () -> {
            long begin = System.nanoTime();
            Throwable failure =
                catchThrowable(
                    () ->
                        exam.exchange()
                            .request("test/never", "answer", null)
                            .get(2, TimeUnit.SECONDS));
            return failure instanceof ExecutionException
                && failure.getCause() instanceof RequestException request
                && request.reason() == Reason.DEADLINE
                && request.outcome() == Outcome.UNKNOWN
                && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(2);
          });
    } finally {
      never.unregister();
    }
    assertPeerWasNotLost();
  }

  @Test
  public void wrongSettingChangesNothing() {
    String before = exam.node().record().name();
    exam.configure(Map.of("name", "wrong", "request_timeout_ms", -5));
    exam.configure(Map.of("tags", new String[] {"seen"}));
    Eventually.until(
        "the setting after it is taken",
        ExamNode.LONG,
        () -> exam.node().record().capabilities().containsKey("seen"));
    assertThat(exam.node().record().name()).isEqualTo(before);
    assertPeerWasNotLost();
  }

  @Test
  public void newPortIsListenedOnWithoutLosingThePeer() {
    List<URI> before = exam.node().record().addresses();
    int port = FreePort.find();
    exam.configure(Map.of("port", port));
    Eventually.until(
        "it listens on the new port",
        ExamNode.LONG,
        () ->
            exam.node().record().addresses().stream()
                .anyMatch(address -> address.getPort() == port));
    assertThat(before).noneMatch(address -> address.getPort() == port);
    assertPeerWasNotLost();
  }
}
