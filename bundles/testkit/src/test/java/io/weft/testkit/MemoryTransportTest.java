package io.weft.testkit;

import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.net.URI;
import java.util.Optional;

class MemoryTransportTest extends TransportContract {

  private final MemoryHub hub = new MemoryHub();

  @Override
  protected Transport transport(Identity identity) {
    return new MemoryTransport(identity, hub);
  }

  @Override
  protected URI listenAddress() {
    return URI.create("mem://listener:0");
  }

  @Override
  protected Identity member(String name) {
    return KeptIdentity.of(name, "anna", "ben", "carl");
  }

  @Override
  protected Identity stranger(String name) {
    return KeptIdentity.of(name, "eve");
  }

  @Override
  protected Optional<URI> silentAddress() {
    return Optional.of(hub.silentAddress());
  }
}
