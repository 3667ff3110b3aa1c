package io.weft.transport.websocket;

import io.weft.channel.MutualTls;
import io.weft.channel.SystemIo;
import io.weft.identity.TrialNetwork;
import io.weft.testkit.TransportContract;
import io.weft.transport.Protection;
import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract for one scheme on one pair of engines. */
abstract class WebSocketContract extends TransportContract {

  @TempDir Path folder;
  private ServerSocket silent;

  abstract String scheme();

  abstract SystemIo.Wanted io();

  abstract MutualTls.Provider tls();

  @Override
  protected Transport transport(Identity identity) {
    WebSocketSettings best = WebSocketSettings.DEFAULT;
    return new WebSocketTransport(
        identity,
        new WebSocketSettings(best.origins(), best.eventLoops(), tls(), io(), best.bounds()));
  }

  @Override
  protected URI listenAddress() {
    return URI.create(scheme() + "://127.0.0.1:0/weft");
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
  protected Protection protection() {
    return scheme().equals("wss") ? Protection.TLS : Protection.NONE;
  }

  @Override
  protected Optional<URI> silentAddress() throws IOException {
    silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    return Optional.of(URI.create(scheme() + "://127.0.0.1:" + silent.getLocalPort() + "/weft"));
  }

  @AfterAll
  static void nothingWasForgotten() {
    LeakRecorder.assertNothingWasForgotten();
  }

  @AfterEach
  void closeSilent() throws IOException {
    if (silent != null) {
      silent.close();
    }
  }
}
