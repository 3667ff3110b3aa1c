package io.weft.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import io.weft.transport.LinkProtocolException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

  private static final int LIMIT = 16 << 20;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final List<byte[]> frames = new ArrayList<>();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final LargeRooms rooms = new LargeRooms(later::add);
  private Consumer<ByteBuffer> shown = view -> {};
  private final FrameReader reader =
      new FrameReader(allocator, rooms, LIMIT, URI.create("tcp://127.0.0.1:1"), this::keep);

  @AfterEach
  void nothingIsHeldAfterRelease() {
    reader.release();
    FastThreadLocal.removeAll(); // as at the end of a loop's thread
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  @Test
  void framesAreTheSameHoweverTheBytesAreCut() throws Exception {
    ByteBuffer wire = ByteBuffer.allocate(64);
    int[] sizes = {1, 3, 9, 2, 17};
    for (int size : sizes) {
      wire.putInt(size);
      for (int i = 0; i < size; i++) {
        wire.put((byte) (size + i));
      }
    }
    int length = wire.position();
    for (int first = 0; first <= length; first++) {
      for (int second = first; second <= length; second++) {
        frames.clear();
        reader.read(Unpooled.wrappedBuffer(wire.array(), 0, first));
        reader.read(Unpooled.wrappedBuffer(wire.array(), first, second - first));
        reader.read(Unpooled.wrappedBuffer(wire.array(), second, length - second));
        assertThat(frames).hasSize(sizes.length);
        for (int i = 0; i < sizes.length; i++) {
          assertThat(frames.get(i)).hasSize(sizes[i]);
          assertThat(frames.get(i)[0]).isEqualTo((byte) sizes[i]);
        }
      }
    }
  }

  @Test
  void announcedBytesAreNotAllocatedBeforeTheyArrive() throws Exception {
    ByteBuf header = Unpooled.buffer(4).writeInt(LIMIT);
    reader.read(header);
    long sent = 0;
    ByteBuf piece = Unpooled.wrappedBuffer(new byte[10_000]);
    while (sent + 10_000 < LIMIT) {
      assertThat(allocator.metric().usedDirectMemory()).isLessThanOrEqualTo(256 + 2 * sent);
      reader.read(piece.duplicate());
      sent += 10_000;
    }
    reader.read(Unpooled.wrappedBuffer(new byte[(int) (LIMIT - sent)]));
    assertThat(frames).hasSize(1);
    assertThat(frames.get(0)).hasSize(LIMIT);
  }

  @Test
  void roomOfALargeFrameIsUsedAgain() throws Exception {
    int length = 300_000;
    for (int i = 0; i < 3; i++) {
      reader.read(Unpooled.buffer(4).writeInt(length));
      reader.read(Unpooled.wrappedBuffer(new byte[length - 1]));
      reader.read(Unpooled.wrappedBuffer(new byte[] {(byte) i}));
      assertThat(frames.get(i)).hasSize(length).endsWith((byte) i);
    }
    assertThat(allocator.metric().usedDirectMemory()).isZero();
    assertThat(rooms.keptBytes()).isEqualTo(length);
  }

  @Test
  void aFrameThatIsHeldKeepsItsRoomUntilItIsGivenBack() throws Exception {
    int length = 300_000;
    List<ByteBuffer> held = new ArrayList<>();
    List<Runnable> giveBacks = new ArrayList<>();
    shown =
        view ->
            reader
                .hold()
                .ifPresent(
                    giveBack -> {
                      held.add(view.slice());
                      giveBacks.add(giveBack);
                      assertThat(reader.hold()).isEmpty();
                    });
    for (int i = 0; i < 4; i++) {
      reader.read(Unpooled.buffer(4).writeInt(length));
      reader.read(Unpooled.wrappedBuffer(new byte[length - 1]));
      reader.read(Unpooled.wrappedBuffer(new byte[] {(byte) i}));
    }
    assertThat(held) // the first one grew as it came
        .extracting(each -> each.get(length - 1))
        .containsExactly((byte) 1, (byte) 2, (byte) 3);
    assertThat(rooms.keptBytes()).isZero();

    giveBacks.forEach(Runnable::run);
    giveBacks.forEach(Runnable::run); // twice does nothing
    assertThat(rooms.keptBytes()).isEqualTo(3 * length);
    assertThat(reader.hold()).isEmpty();
  }

  @Test
  void roomsOfOtherSizesAreNotLostForOneThatDoesNotFit() {
    ByteBuf large = rooms.take(1 << 20);
    ByteBuf small = rooms.take(300_000);
    rooms.give(large);
    rooms.give(small);
    assertThat(rooms.take(1 << 20)).isSameAs(large);
    assertThat(rooms.take(300_000)).isSameAs(small);
    assertThat(rooms.keptBytes()).isZero();
  }

  @Test
  void roomsThatNobodyNeedsGoAfterAWhile() throws Exception {
    int length = 300_000;
    for (int i = 0; i < 3; i++) {
      reader.read(Unpooled.buffer(4).writeInt(length));
      reader.read(Unpooled.wrappedBuffer(new byte[length]));
    }
    assertThat(rooms.keptBytes()).isEqualTo(length);
    for (int i = 0; i < 3 && !later.isEmpty(); i++) {
      later.remove().run();
    }
    assertThat(rooms.keptBytes()).isZero();
    assertThat(later).isEmpty();
  }

  @Test
  void lengthAboveTheLimitIsRefusedHoweverItArrives() throws Exception {
    ByteBuf header = Unpooled.buffer(4).writeInt(LIMIT + 1);
    assertThatThrownBy(() -> reader.read(header.duplicate()))
        .isInstanceOf(LinkProtocolException.class);
    reader.read(header.slice(0, 2));
    assertThatThrownBy(() -> reader.read(header.slice(2, 2)))
        .isInstanceOf(LinkProtocolException.class)
        .hasMessage("frame of 16777217 bytes (limit 16777216) from tcp://127.0.0.1:1");
  }

  private void keep(ByteBuffer view) {
    shown.accept(view);
    byte[] copy = new byte[view.remaining()];
    view.get(copy);
    frames.add(copy);
  }
}
