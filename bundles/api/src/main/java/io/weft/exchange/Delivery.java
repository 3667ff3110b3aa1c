package io.weft.exchange;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/** The bytes of an answer where they have arrived, as whoever takes it is shown them. */
@ProviderType
public interface Delivery {

  /** The bytes, read-only, until the taker returns. */
  ByteBuffer bytes();

  /**
   * The same bytes for longer: where they are, if the link that they came by can do without that
   * memory for a while, else in a copy. To be asked for at most once, before the taker returns.
   *
   * @return read-only bytes from index 0, which whoever keeps them gives back: until then the link
   *     has to find other memory. If nobody waits any more for what the taker returns, they are
   *     given back for it. Giving back twice does nothing.
   */
  Lent keep();

  /** Bytes that stay as they are in any case, for exchanges of other makes and for tests. */
  static Delivery of(ByteBuffer answer) {
    ByteBuffer bytes = answer.slice().asReadOnlyBuffer();
    return new Delivery() {
      @Override
      public ByteBuffer bytes() {
        return bytes;
      }

      @Override
      public Lent keep() {
        return new Lent(bytes, () -> {});
      }
    };
  }
}
