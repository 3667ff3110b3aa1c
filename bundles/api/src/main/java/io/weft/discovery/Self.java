package io.weft.discovery;

import io.weft.node.NodeRecord;
import java.net.InetAddress;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** This node, as a provider may advertise it. Safe on every thread. */
@ProviderType
public interface Self {

  /** What this node says of itself at the moment. */
  NodeRecord record();

  /** The same as signed bytes, to be passed on as they are; at most 4 KiB, usually below 1 KiB. */
  byte[] signedRecord();

  /** What the machine has to spare at the moment. */
  Availability availability();

  /**
   * Whether there are fewer connected peers than this node wants at the moment: a source that costs
   * something should try harder.
   */
  boolean wantsPeers();

  /** The only address that discovery may use; empty: all interfaces. */
  Optional<InetAddress> bindAddress();
}
