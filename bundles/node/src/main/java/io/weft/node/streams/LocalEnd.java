package io.weft.node.streams;

import io.weft.exchange.Encoded;
import io.weft.node.payload.Codecs;
import io.weft.node.payload.ValuePayload;
import io.weft.node.wire.WireException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The other end is in this process: items are handed over as they are. */
final class LocalEnd implements Far {
  private final Talk other;
  private final Codecs codecs;
  private final Optional<String> wanted;

  /**
   * @param wanted content type of items, for those who want their bytes
   */
  LocalEnd(Talk other, Codecs codecs, Optional<String> wanted) {
    this.other = other;
    this.codecs = codecs;
    this.wanted = wanted;
  }

  private static final class Value extends ValuePayload implements Parcel, Arrived {
    private final int bytes;

    Value(Codecs codecs, @Nullable Object value, Optional<String> wanted) {
      super(codecs, value, wanted);
      bytes =
          value instanceof byte[] array
              ? array.length
              : value instanceof Encoded encoded ? encoded.bytes().length : 0;
    }

    @Override
    public int bytes() {
      return bytes;
    }
  }

  /** What may go wrong on a wire. */
  private interface Step {
    void run() throws WireException;
  }

  private static void certainly(Step step) {
    try {
      step.run();
    } catch (WireException e) {
      throw new IllegalStateException("an end of this process broke the rules", e);
    }
  }

  @Override
  public Parcel pack(@Nullable Object value) {
    return new Value(codecs, value, wanted);
  }

  @Override
  public void item(long sequence, Parcel parcel) {
    certainly(() -> other.item(sequence, (Value) parcel));
  }

  @Override
  public void end(long sequence, Ending ending) {
    certainly(() -> other.end(sequence, ending));
  }

  @Override
  public void credit(long items, long bytes, long received, boolean again, boolean ask) {
    certainly(() -> other.out().credited(items, bytes, received));
  }

  @Override
  public void cancel(Ending why) {
    other.lost(why);
  }
}
