package io.weft.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Reply;
import io.weft.identity.TrialNetwork;
import io.weft.peer.PeerInfo;
import io.weft.testkit.Eventually;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two whole nodes that have nothing but this transport. */
class WholeNodesTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"ws", "wss"})
  void callEachOtherWithSmallAndLargeMessages(String scheme) throws Exception {
    TrialNetwork network = new TrialNetwork(folder);
    try (WebNode ada = new WebNode(network.member("ada"), folder, 0)) {
      URI address = URI.create(scheme + "://127.0.0.1:" + ada.port() + "/weft");
      try (WebNode bob = new WebNode(network.member("bob"), folder, 0)) {
        bob.mesh
            .peerBook()
            .add(address, Optional.empty())
            .toCompletableFuture()
            .get(WITHIN.toSeconds(), TimeUnit.SECONDS);
        String id = ada.mesh.record().id().text();
        Eventually.until(
            "they are linked",
            WITHIN,
            () ->
                bob.peer(id).map(PeerInfo::state).orElse(null) == PeerInfo.State.CONNECTED
                    && bob.mesh.directory().remote("test").size() == 1);
        bob.withdraw();
        Reply greeting =
            bob.mesh
                .exchange()
                .request("test", "greet", Map.of("name", "bob"))
                .get(WITHIN.toSeconds(), TimeUnit.SECONDS);
        assertThat(greeting.as(String.class)).isEqualTo("Hello, bob");
        byte[] large = new byte[3_000_000];
        large[2_999_999] = 7;
        Reply echo =
            bob.mesh
                .exchange()
                .request("test", "echo", large)
                .get(WITHIN.toSeconds(), TimeUnit.SECONDS);
        assertThat(echo.as(byte[].class)).isEqualTo(large);
        assertThat(bob.peer(id).orElseThrow().links())
            .isNotEmpty()
            .allSatisfy(link -> assertThat(link.remote().getPath()).isEqualTo("/weft"));
      }
    }
  }
}
