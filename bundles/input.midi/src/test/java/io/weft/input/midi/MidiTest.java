package io.weft.input.midi;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.control.InputDevice;
import io.weft.control.InputMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MidiTest {

  private record Plugged(String name, List<Consumer<byte[]>> sinks) implements MidiPort {
    Plugged(String name) {
      this(name, new ArrayList<>());
    }

    @Override
    public AutoCloseable open(Consumer<byte[]> sink) {
      sinks.add(sink);
      return () -> sinks.remove(sink);
    }
  }

  private final List<MidiPort> plugged = new ArrayList<>();
  private final List<InputDevice> there = new ArrayList<>();
  private final PortWatch watch =
      new PortWatch(
          () -> plugged,
          device -> {
            there.add(device);
            return () -> there.remove(device);
          });

  private static InputMessage movement(int... bytes) {
    byte[] message = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      message[i] = (byte) bytes[i];
    }
    return MidiBytes.movement(message);
  }

  @Test
  void channelMessagesAreMovements() {
    assertThat(movement(0xb0, 7, 127)).isEqualTo(new InputMessage(1, "cc/7", 127));
    assertThat(movement(0x9f, 60, 100)).isEqualTo(new InputMessage(16, "note/60", 100));
    assertThat(movement(0x8f, 60, 100)).isEqualTo(new InputMessage(16, "note/60", 0));
    assertThat(movement(0xe1, 0x7f, 0x7f)).isEqualTo(new InputMessage(2, "bend", 16383));
    assertThat(movement(0xe1, 0, 0x40)).isEqualTo(new InputMessage(2, "bend", 8192));
    assertThat(movement(0xc0, 5)).isEqualTo(new InputMessage(1, "program", 5));
    assertThat(movement(0xd0, 5)).isEqualTo(new InputMessage(1, "pressure", 5));
    assertThat(movement(0xa0, 1, 2)).isEqualTo(new InputMessage(1, "pressure/1", 2));
  }

  /** All that three bytes can be, and all that is shorter. */
  @Test
  void whateverADeviceSendsIsAMovementOrNone() {
    for (int status = 0; status < 256; status++) {
      for (int first = 0; first < 256; first++) {
        InputMessage two = movement(status, first);
        assertThat(two == null || two.control().matches("program|pressure")).isTrue();
        for (int second = 0; second < 256; second += 5) {
          InputMessage three = movement(status, first, second);
          boolean channelMessage = status >= 0x80 && status < 0xf0 && first < 0x80;
          if (three != null) {
            assertThat(channelMessage).isTrue();
            assertThat(three.channel()).isBetween(1, 16);
            assertThat(three.value()).isBetween(0.0, 16383.0);
          }
        }
      }
    }
    assertThat(movement()).isNull();
    assertThat(movement(0xf8)).isNull();
    assertThat(movement(0xb0, 7)).isNull();
  }

  @Test
  void whatIsPluggedInIsADeviceUntilItIsPulledOut() throws Exception {
    watch.look();
    assertThat(there).isEmpty();
    Plugged nano = new Plugged("nanoKONTROL2 [hw:1,0,0]");
    plugged.add(nano);
    plugged.add(new Plugged("nanoKONTROL2 [hw:1,0,0]"));
    watch.look();
    watch.look();

    assertThat(there)
        .extracting(InputDevice::id)
        .containsExactlyInAnyOrder("midi:nanokontrol2-hw-1-0-0", "midi:nanokontrol2-hw-1-0-0.2");
    List<InputMessage> heard = new ArrayList<>();
    InputDevice first =
        there.stream().filter(device -> !device.id().endsWith(".2")).findFirst().orElseThrow();
    try (AutoCloseable open = first.open(heard::add)) {
      nano.sinks.forEach(sink -> sink.accept(new byte[] {(byte) 0xb0, 1, 2}));
      nano.sinks.forEach(sink -> sink.accept(new byte[] {(byte) 0xf8}));
    }
    assertThat(heard).containsExactly(new InputMessage(1, "cc/1", 2));
    assertThat(nano.sinks).isEmpty();
    plugged.clear();
    watch.look();
    assertThat(there).isEmpty();
  }

  @Test
  void aJavaWithoutSoundIsSaidOnceAndNotAskedAgain() {
    PortWatch silent =
        new PortWatch(
            () -> {
              throw new NoClassDefFoundError("javax/sound/midi/MidiSystem");
            },
            device -> () -> {});

    assertThat(silent.look()).isFalse();
    silent.close();
  }

  @Test
  void thisMachineCanBeLookedAt() {
    assertThat(new PortWatch(new JavaSound(), device -> () -> {}).look()).isIn(true, false);
  }
}
