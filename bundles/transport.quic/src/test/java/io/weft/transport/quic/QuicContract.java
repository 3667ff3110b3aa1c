package io.weft.transport.quic;

import io.weft.channel.ChannelBounds;
import io.weft.channel.SystemIo;
import io.weft.identity.TrialNetwork;
import io.weft.testkit.TransportContract;
import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract on one kind of sockets. */
abstract class QuicContract extends TransportContract {

  @TempDir Path folder;
  private DatagramSocket silent;

  abstract SystemIo.Wanted io();

  @Override
  protected Transport transport(Identity identity) {
    return new QuicTransport(identity, new QuicSettings(0, io(), 30, ChannelBounds.DEFAULT));
  }

  @Override
  protected URI listenAddress() {
    return URI.create("quic://127.0.0.1:0");
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
    silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return Optional.of(URI.create("quic://127.0.0.1:" + silent.getLocalPort()));
  }

  @AfterAll
  static void nothingWasForgotten() {
    LeakRecorder.assertNothingWasForgotten();
  }

  @AfterEach
  void closeSilent() {
    if (silent != null) {
      silent.close();
    }
  }
}
