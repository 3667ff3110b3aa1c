package io.weft.ucx;

import io.weft.identity.TrialNetwork;
import io.weft.testkit.TransportContract;
import io.weft.transport.Transport;
import io.weft.transport.rdma.RdmaSettings;
import io.weft.trust.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract over UCX shared memory. */
@NeedsUcx
class UcxContractTest extends TransportContract {

  @TempDir Path folder;
  private ServerSocket silent;

  /** Its reader serves all links. */
  @Override
  protected boolean canRest() {
    return false;
  }

  @Override
  protected Transport transport(Identity identity) {
    try {
      return new UcxTransport(
          identity, FabricTest.settings(RdmaSettings.Fabric.SHARED_MEMORY, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected URI listenAddress() {
    return URI.create("rdma://127.0.0.1:0");
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
    return Optional.of(URI.create("rdma://127.0.0.1:" + silent.getLocalPort()));
  }

  @AfterEach
  void closeSilent() throws IOException {
    if (silent != null) {
      silent.close();
    }
  }
}
