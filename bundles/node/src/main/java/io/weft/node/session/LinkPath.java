package io.weft.node.session;

import io.weft.transport.Transport;
import java.net.URI;

/**
 * The way that a link takes: its transport, this machine's interface, the other machine's address.
 * The lanes of one way belong together; two ways can fail one by one.
 *
 * @param interfaceName empty within the machine, or if unknown
 * @param remoteHost empty if the transport's addresses have none
 */
public record LinkPath(Transport transport, String interfaceName, String remoteHost) {

  /** The way to this address through this medium. */
  public static LinkPath of(Transport transport, Medium medium, URI remote) {
    String host = remote.getHost();
    return new LinkPath(transport, medium.name(), host == null ? "" : host);
  }

  /** Whether it is over the same interface. */
  public boolean isOver(Medium medium) {
    return interfaceName.equals(medium.name());
  }
}
