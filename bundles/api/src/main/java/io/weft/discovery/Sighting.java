package io.weft.discovery;

import io.weft.node.NodeId;
import java.net.URI;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What a provider has heard of. Nothing in it is trusted. */
@ProviderType
public sealed interface Sighting {

  /** The interface that heard it, by its system name; empty if there is no such thing. */
  Optional<String> heardOn();

  /**
   * A signed record, as it came.
   *
   * @param bytes {@code weft.v1.SignedRecord}; not verified; must not change
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Signed(byte[] bytes, Optional<String> heardOn) implements Sighting {}

  /**
   * A bare address, still to be proven.
   *
   * @param expected who is said to be there
   */
  record Address(URI address, Optional<NodeId> expected, Optional<String> heardOn)
      implements Sighting {}
}
