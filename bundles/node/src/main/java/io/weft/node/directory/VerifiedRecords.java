package io.weft.node.directory;

import io.weft.discovery.RecordException;
import io.weft.node.NodeRecord;
import io.weft.trust.Identity;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies records, and remembers for a while which bytes were good: sources repeat them every few
 * seconds, and a signature costs a thousand times more to check than to recognise. Safe on every
 * thread.
 */
public final class VerifiedRecords {

  /** Bytes of records that are remembered: some 16,000 records; the oldest is forgotten. */
  private static final int MAX_BYTES = 16 << 20;

  /** Who may be in the network can change, so every record is looked at again after this. */
  private static final Duration GOOD_FOR = Duration.ofMinutes(5);

  private record Good(NodeRecord record, Instant until) {}

  private final SignedRecords records;
  private final Identity identity;
  private final Clock clock;
  private final Map<ByteBuffer, Good> good = new LinkedHashMap<>();
  private int bytes;

  public VerifiedRecords(SignedRecords records, Identity identity, Clock clock) {
    this.records = records;
    this.identity = identity;
    this.clock = clock;
  }

  /** The record in these bytes if they were good of late; costs little. */
  public @Nullable NodeRecord known(byte[] bytes) {
    Instant now = clock.instant();
    synchronized (good) {
      Good known = good.get(ByteBuffer.wrap(bytes));
      return known != null && now.isBefore(known.until) ? known.record : null;
    }
  }

  /** Somebody is not admitted any more: everything is looked at again. */
  public void forget() {
    synchronized (good) {
      good.clear();
      bytes = 0;
    }
  }

  /**
   * The record in these bytes, which are remembered if it is good.
   *
   * @throws RecordException if it is not a good one
   */
  public NodeRecord verify(byte[] signed) throws RecordException {
    ByteBuffer key = ByteBuffer.wrap(signed.clone());
    Instant now = clock.instant();
    NodeRecord record = records.verify(signed, identity);
    Instant until = now.plus(GOOD_FOR);
    synchronized (good) {
      forget(key);
      good.put(key, new Good(record, record.expires().isBefore(until) ? record.expires() : until));
      bytes += key.capacity();
      while (bytes > MAX_BYTES) {
        forget(good.keySet().iterator().next());
      }
    }
    return record;
  }

  private void forget(ByteBuffer key) {
    if (good.remove(key) != null) {
      bytes -= key.capacity();
    }
  }
}
