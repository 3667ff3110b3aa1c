package io.weft.example.transport;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.identity.TrialNetwork;
import io.weft.testkit.Door;
import io.weft.testkit.TransportContract;
import io.weft.transport.LinkOptions;
import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every transport, and the one thing that is this one's own. */
class ExampleTransportTest extends TransportContract {

  @TempDir Path folder;
  private ServerSocket silent;

  @Override
  protected Transport transport(Identity identity) {
    return new ExampleTransport(identity);
  }

  @Override
  protected URI listenAddress() {
    return URI.create("example://127.0.0.1:0");
  }

  @Override
  protected Identity member(String name) {
    return new TrialNetwork(folder).member(name);
  }

  @Override
  protected Identity stranger(String name) {
    return new TrialNetwork(folder).stranger(name);
  }

  @Override
  protected Optional<URI> silentAddress() throws IOException {
    silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    return Optional.of(URI.create("example://127.0.0.1:" + silent.getLocalPort()));
  }

  @Test
  void nothingButLoopbackIsListenedAt() {
    try (ExampleTransport transport = new ExampleTransport(member("anna"))) {
      assertThatThrownBy(
              () ->
                  transport.listen(
                      URI.create("example://0.0.0.0:0"), LinkOptions.DEFAULT, new Door()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("example://0.0.0.0:0");
    }
  }

  @AfterEach
  void closeSilent() throws IOException {
    if (silent != null) {
      silent.close();
    }
  }
}
