package io.weft.node.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.weft.exchange.Compression;
import io.weft.node.Metric;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.WireException;
import io.weft.testkit.CompressionContract;
import io.weft.transport.Frame;
import io.weft.v1.NodeMessage;
import io.weft.v1.Packed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompressionsTest {
  private static final int LIMIT = 1 << 20;

  private final Deflated deflated = new Deflated("deflate");
  private final Compressions compressions = new Compressions();

  CompressionsTest() {
    compressions.add(deflated);
  }

  /** A frame with a body that follows by reference. */
  private record Tailed(byte[] head, byte[] body) implements Frame {
    @Override
    public int size() {
      return head.length;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
      buffer.put(head);
    }

    @Override
    public Optional<ByteBuffer> tail() {
      return Optional.of(ByteBuffer.wrap(body));
    }
  }

  private static byte[] bytes(Frame frame) {
    ByteBuffer head = ByteBuffer.allocate(frame.size());
    frame.writeTo(head);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.array());
    frame
        .tail()
        .ifPresent(
            tail -> {
              byte[] rest = new byte[tail.remaining()];
              tail.get(rest);
              all.writeBytes(rest);
            });
    return all.toByteArray();
  }

  private byte[] unpack(byte[] frame, int limit) throws WireException {
    MessageReader reader = new MessageReader();
    ByteBuffer view = ByteBuffer.allocateDirect(frame.length).put(frame).flip().asReadOnlyBuffer();
    reader.read(view);
    assertThat(reader.kind()).isEqualTo(MessageReader.Kind.PACKED);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    compressions.unpack(
        reader,
        view,
        limit,
        whole -> {
          byte[] copy = new byte[whole.remaining()];
          whole.get(copy);
          all.writeBytes(copy);
        });
    return all.toByteArray();
  }

  private static byte[] packed(String method, int size, byte[] data) {
    return NodeMessage.newBuilder()
        .setPacked(
            Packed.newBuilder().setMethod(method).setSize(size).setData(ByteString.copyFrom(data)))
        .build()
        .toByteArray();
  }

  private double metric(String name, String tagValue) {
    return compressions.metrics().stream()
        .filter(each -> each.name().equals(name) && each.tags().containsValue(tagValue))
        .mapToDouble(Metric::value)
        .sum();
  }

  @Test
  void framesGoRoundWithAndWithoutATail() throws WireException {
    byte[] text = CompressionContract.text(200_000);
    byte[] head = {1, 2, 3};
    byte[] small = bytes(compressions.pack(deflated, Frame.of(text), text.length));
    byte[] tailed = bytes(compressions.pack(deflated, new Tailed(head, text), 3 + text.length));

    assertThat(unpack(small, LIMIT)).isEqualTo(text);
    assertThat(unpack(tailed, LIMIT)).startsWith(head).endsWith(text).hasSize(3 + text.length);
    assertThat(metric("weft.packed.bytes", "before")).isEqualTo(2 * text.length + 3.0);
    assertThat(metric("weft.packed.bytes", "after"))
        .isEqualTo(small.length + tailed.length)
        .isLessThan(text.length);
  }

  @Test
  void whatDoesNotShrinkIsLeftAsItIs() {
    byte[] noise = CompressionContract.noise(100_000);
    Frame plain = Frame.of(noise);
    Frame tailed = new Tailed(new byte[1], noise);

    assertThat(compressions.pack(deflated, plain, noise.length)).isSameAs(plain);
    assertThat(compressions.pack(deflated, tailed, 1 + noise.length)).isSameAs(tailed);
    assertThat(metric("weft.packed.frames", "left")).isEqualTo(2);
  }

  @Test
  void aSampleOfTheMiddleDecides() {
    byte[] body = CompressionContract.text(100_000);
    System.arraycopy(CompressionContract.noise(20_000), 0, body, 40_000, 20_000);
    Frame tailed = new Tailed(new byte[1], body);

    assertThat(compressions.pack(deflated, tailed, 1 + body.length)).isSameAs(tailed);
  }

  @Test
  void aBombIsRefusedBeforeAnythingIsAllocated() {
    byte[] bomb = packed("deflate", Integer.MAX_VALUE, new byte[10]);

    assertThatThrownBy(() -> unpack(bomb, LIMIT))
        .isInstanceOf(WireException.class)
        .hasMessage("packed frame of 2147483647 bytes (limit 1048576, max_message_size)");
    assertThatThrownBy(() -> unpack(packed("deflate", -1, new byte[10]), LIMIT))
        .hasMessage("packed frame of 4294967295 bytes (limit 1048576, max_message_size)");
    assertThatThrownBy(() -> unpack(packed("deflate", 0, new byte[10]), LIMIT))
        .hasMessageContaining("packed frame of 0 bytes");
  }

  @Test
  void moreThanItSaysIsRefused() {
    byte[] zeros = new byte[1 << 20];
    byte[] small = new byte[zeros.length];
    int length = deflated.compress(zeros, zeros.length, small, small.length);

    assertThatThrownBy(() -> unpack(packed("deflate", 1000, Arrays.copyOf(small, length)), LIMIT))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("that are no frame of 1000 bytes packed as deflate");
  }

  @Test
  void aWayThatIsNotInstalledIsRefusedByName() {
    assertThatThrownBy(() -> unpack(packed("brotli", 100, new byte[10]), LIMIT))
        .hasMessage("frame packed as \"brotli\", which is not installed here; installed: deflate");
  }

  @Test
  void aPlugInThatFailsLeavesTheFrameAsItIs() {
    Frame frame = Frame.of(CompressionContract.text(10_000));
    Compression broken =
        new Compression() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public int compress(byte[] from, int length, byte[] to, int most) {
            throw new NoClassDefFoundError("its bundle went");
          }

          @Override
          public void decompress(byte[] from, int length, byte[] to, int size) {}
        };

    assertThat(compressions.pack(broken, frame, 10_000)).isSameAs(frame);
  }

  @Test
  void theFirstWayInTheSettingsThatBothHaveIsTaken() {
    Deflated other = new Deflated("other");
    compressions.add(other);
    compressions.change(new CompressionValues(1, List.of("none", "other", "deflate"), true, 1));

    assertThat(compressions.choose(List.of("deflate", "other"))).containsSame(other);
    assertThat(compressions.choose(List.of("deflate"))).containsSame(deflated);
    assertThat(compressions.choose(List.of("none"))).isEmpty();
    compressions.change(new CompressionValues(1, List.of(), true, 1));
    assertThat(compressions.choose(List.of("deflate"))).isEmpty();
  }

  @Test
  void sizePlaceAndSpeedDecideWhetherItIsTried() {
    assertThat(compressions.wants(4096, false, 0)).isTrue();
    assertThat(compressions.wants(4095, false, 0)).isFalse();
    assertThat(compressions.wants(4096, true, 0)).isFalse();
    assertThat(compressions.wants(4096, false, 10_000)).isFalse();
    compressions.change(new CompressionValues(0, List.of("deflate"), true, 1));
    assertThat(compressions.wants(1 << 20, true, 0)).isFalse();
  }

  @Test
  void whoGoesIsNotOfferedWhilePeersAreToldAndUndoesWhatIsUnderWay() throws WireException {
    byte[] text = CompressionContract.text(10_000);
    byte[] frame = bytes(compressions.pack(deflated, Frame.of(text), text.length));
    compressions.whenChanged(
        () -> {
          assertThat(compressions.unpacks()).isEmpty();
          assertThat(compressions.choose(List.of("deflate"))).isEmpty();
          try {
            assertThat(unpack(frame, LIMIT)).isEqualTo(text);
          } catch (WireException e) {
            throw new AssertionError(e);
          }
        });
    compressions.remove(deflated);

    assertThatThrownBy(() -> unpack(frame, LIMIT)).hasMessageContaining("not installed here");
  }

  @Test
  void badSettingsNameTheKeyAndTheRange() {
    assertThatThrownBy(() -> new CompressionValues(-1, List.of(), false, 1))
        .hasMessage("from_bytes is -1 (0 to 1073741824)");
    assertThatThrownBy(() -> new CompressionValues(1, List.of(), false, 0))
        .hasMessage("up_to_mbps is 0 (1 to 1000000)");
  }
}
