package io.weft.discovery;

import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where a provider reports to. Safe on every thread; never blocks; bounded. After the provider is
 * closed nothing that it reports counts.
 */
@ProviderType
public interface SightingSink {

  /**
   * Something was seen, again or for the first time. A signed record is verified before this
   * returns, which takes a fraction of a millisecond of processor time. One that is refused is told
   * to the user with its place; the provider need not.
   *
   * @param validFor how long to believe it without hearing of it again; the node may shorten it
   * @return the record, if one was given and it is genuine and admitted; empty for an address
   */
  Optional<NodeRecord> seen(Sighting sighting, Duration validFor);

  /** A node has told, signed by its own key as the provider has checked, what it has to spare. */
  void available(NodeId node, Availability availability);

  /**
   * A node has said goodbye to this source. A hint: a connected peer stays until its links close.
   */
  void gone(NodeId node);

  /**
   * Something could not be read, reached or understood, and will be tried again. Told to the user
   * when it is new, and folded while the same place has the same trouble; so it may be reported as
   * often as it happens.
   *
   * @param place where: a file, a URL, a domain name, an interface
   * @param reason for people: the value, the limit, and what to do
   */
  void failed(String place, String reason);

  /** What had failed there works again. */
  void recovered(String place);

  /** When this source looks again without being told to. */
  void nextLook(Instant at);
}
