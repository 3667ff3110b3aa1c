package io.weft.testkit;

import io.weft.node.NodeId;
import io.weft.transport.Link;
import io.weft.transport.Protection;
import java.net.URI;
import java.util.Optional;

/** A link to nobody, without protection, that a test gives the one thing that it is about. */
public abstract class BareLink implements Link {
  private final URI remote;

  /**
   * @param remote where the other end is said to be
   */
  protected BareLink(URI remote) {
    this.remote = remote;
  }

  @Override
  public Optional<NodeId> peer() {
    return Optional.empty();
  }

  @Override
  public Protection protection() {
    return Protection.NONE;
  }

  @Override
  public URI local() {
    return URI.create("test:here");
  }

  @Override
  public URI remote() {
    return remote;
  }

  @Override
  public void close() {}
}
