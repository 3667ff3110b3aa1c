package io.weft.transport.unix;

import io.weft.channel.ChannelBounds;
import io.weft.channel.SystemIo;
import io.weft.identity.TrialNetwork;
import io.weft.testkit.TransportContract;
import io.weft.transport.Protection;
import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract on one kind of sockets. */
abstract class UnixContract extends TransportContract {

  private final AtomicInteger number = new AtomicInteger();
  @TempDir Path folder;
  private ServerSocketChannel silent;

  abstract SystemIo.Wanted io();

  @Override
  protected Transport transport(Identity identity) {
    try {
      return new UnixTransport(
          identity, new UnixSettings(Optional.empty(), 0, io(), ChannelBounds.DEFAULT));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected URI listenAddress() {
    return new UnixAddress(folder.resolve(number.incrementAndGet() + ".sock")).uri();
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
    return Protection.LOCAL_USER;
  }

  @Override
  protected Optional<URI> silentAddress() throws IOException {
    Path path = folder.resolve("silent.sock");
    silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    silent.bind(UnixDomainSocketAddress.of(path));
    return Optional.of(new UnixAddress(path).uri());
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
