package io.weft.itests.exam;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.NodeId;
import io.weft.peer.Ban;
import io.weft.peer.KnownPeer;
import io.weft.peer.PeerStore;
import io.weft.testkit.Eventually;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/** The store of the distribution, in a framework: what it has stored outlives its bundle. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PeerStoreIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The store is on, the node is not. */
  private static final int STORE_LEVEL = 25;

  @Inject private BundleContext context;
  private Bundle bundle;

  @Configuration
  public Option[] configuration() {
    return Exam.with("base", "node");
  }

  @Before
  public void start() {
    context.getBundle(0).adapt(FrameworkStartLevel.class).setStartLevel(STORE_LEVEL);
    Eventually.until("the store is there", PATIENCE, this::isThere);
    bundle = reference().getBundle();
  }

  @Test
  public void peersOutliveAnUpdateOfTheStore() throws Exception {
    List<KnownPeer> peers = List.of(peer(), peer());
    store().save(peers);
    assertThat(Path.of(context.getProperty("weft.data"), "peers.mv")).isRegularFile();

    bundle.stop();
    assertThat(isThere()).isFalse();
    bundle.start();
    Eventually.until("the store is there again", PATIENCE, this::isThere);
    assertThat(stored()).containsExactlyInAnyOrderElementsOf(peers);

    bundle.update();
    Eventually.until("the store is there again", PATIENCE, this::isThere);
    assertThat(stored()).containsExactlyInAnyOrderElementsOf(peers);

    store().remove(List.of(peers.get(0).id()));
    assertThat(stored()).containsExactly(peers.get(1));
  }

  private boolean isThere() {
    return context.getServiceReference(PeerStore.class) != null;
  }

  private ServiceReference<PeerStore> reference() {
    return context.getServiceReference(PeerStore.class);
  }

  private PeerStore store() {
    return context.getService(reference());
  }

  private List<KnownPeer> stored() throws Exception {
    List<KnownPeer> peers = new ArrayList<>();
    store().load(peers::add);
    return peers;
  }

  private static KnownPeer peer() throws Exception {
    PublicKey key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();
    Instant now = Instant.now();
    return new KnownPeer(
        NodeId.of(key),
        Optional.of(key),
        "name",
        "network",
        Set.of("role"),
        List.of(URI.create("tcp://192.0.2.1:7001")),
        true,
        2.5,
        -12.5,
        now,
        1,
        Optional.of(new Ban("reason", now, Optional.empty())),
        now);
  }
}
