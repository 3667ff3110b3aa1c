package io.weft.discovery;

import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The signed records that this node believes, as they came, so that they can be passed on. Every
 * answer is a snapshot; safe on every thread.
 */
@ProviderType
public interface Records {

  /** Of all other nodes that are not gone; never this node's own. At most 10,000. */
  List<Known> known();

  /** Of one other node. */
  Optional<Known> find(NodeId node);

  /**
   * Verifies a record without taking it in.
   *
   * @param signed {@code weft.v1.SignedRecord}
   * @throws RecordException if this node does not believe it
   */
  NodeRecord verify(byte[] signed) throws RecordException;

  /**
   * A record that was believed when it came.
   *
   * @param record what it says
   * @param signed the same as it was signed; a copy
   * @param connected whether there is a session with the node
   * @param vouchedBy the sources that vouch for it at the moment, by name
   * @param heard when a source or the node itself last said it; now if it is connected
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Known(
      NodeRecord record, byte[] signed, boolean connected, Set<String> vouchedBy, Instant heard) {

    public Known {
      signed = signed.clone();
      vouchedBy = Set.copyOf(vouchedBy);
    }

    @Override
    public byte[] signed() {
      return signed.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Known that
          && record.equals(that.record)
          && Arrays.equals(signed, that.signed)
          && connected == that.connected
          && vouchedBy.equals(that.vouchedBy)
          && heard.equals(that.heard);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(signed);
    }
  }
}
