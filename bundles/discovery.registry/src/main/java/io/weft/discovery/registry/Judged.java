package io.weft.discovery.registry;

import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What may be thought of an entry. */
sealed interface Judged {

  /** Where it stands. */
  String place();

  /**
   * Signed, believed, and what can be read beside the proof is what was signed.
   *
   * @param signed as it may be passed on; must not change
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Proven(String place, NodeRecord record, byte[] signed) implements Judged {}

  /**
   * Mere addresses, of whoever answers there.
   *
   * @param expected who is said to be there
   * @param until when it says to forget it
   */
  record Bare(String place, List<URI> addresses, Optional<NodeId> expected, Optional<Instant> until)
      implements Judged {

    public Bare {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * Not used.
   *
   * @param reason for people
   * @param signed the proof that was not believed: it may be tomorrow, when clocks are right or the
   *     node is let in; empty if the reason is another one. Must not change
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Refused(String place, String reason, Optional<byte[]> signed, Listed entry)
      implements Judged {}
}
