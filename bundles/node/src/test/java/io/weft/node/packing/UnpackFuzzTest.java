package io.weft.node.packing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.WireException;
import io.weft.testkit.CompressionContract;
import io.weft.v1.NodeMessage;
import io.weft.v1.Packed;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class UnpackFuzzTest {
  private static final int LIMIT = 64 * 1024;
  private static final Compressions COMPRESSIONS = new Compressions();

  static {
    COMPRESSIONS.add(new Deflated("deflate"));
  }

  @MethodSource("packed")
  @FuzzTest(maxDuration = "3s")
  void aFrameIsUnpackedWithinTheLimitOrRefused(byte[] frame) {
    MessageReader reader = new MessageReader();
    ByteBuffer view = ByteBuffer.wrap(frame).asReadOnlyBuffer();
    try {
      reader.read(view);
      if (reader.kind() == MessageReader.Kind.PACKED) {
        int said = reader.unpackedSize();
        COMPRESSIONS.unpack(
            reader,
            view,
            LIMIT,
            whole -> {
              assertThat(whole.remaining()).isEqualTo(said).isLessThanOrEqualTo(LIMIT);
              reader.read(whole);
            });
      }
    } catch (WireException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  static Stream<byte[]> packed() {
    return Stream.of(100, 5_000, LIMIT, LIMIT + 1)
        .map(
            size -> {
              byte[] packed = new byte[2 * size + 64];
              int length =
                  new Deflated("deflate")
                      .compress(CompressionContract.text(size), size, packed, packed.length);
              return NodeMessage.newBuilder()
                  .setPacked(
                      Packed.newBuilder()
                          .setMethod("deflate")
                          .setSize(size)
                          .setData(ByteString.copyFrom(Arrays.copyOf(packed, length))))
                  .build()
                  .toByteArray();
            });
  }
}
