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
   * Where it was found, for people: a file, a URL, a domain name, a peer. Messages about it name
   * the place.
   */
  Optional<String> place();

  /**
   * A signed record, as it came.
   *
   * @param bytes {@code weft.v1.SignedRecord}; not verified; must not change
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Signed(byte[] bytes, Optional<String> heardOn, Optional<String> place)
      implements Sighting {

    /** Heard on an interface, or of no place that would help anybody. */
    public Signed(byte[] bytes, Optional<String> heardOn) {
      this(bytes, heardOn, Optional.empty());
    }
  }

  /**
   * A bare address, still to be proven.
   *
   * @param expected who is said to be there
   */
  record Address(
      URI address, Optional<NodeId> expected, Optional<String> heardOn, Optional<String> place)
      implements Sighting {

    /** Heard on an interface, or of no place that would help anybody. */
    public Address(URI address, Optional<NodeId> expected, Optional<String> heardOn) {
      this(address, expected, heardOn, Optional.empty());
    }
  }
}
