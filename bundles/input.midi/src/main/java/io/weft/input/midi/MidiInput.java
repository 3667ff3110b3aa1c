package io.weft.input.midi;

import io.weft.control.InputDevice;
import io.weft.control.InputMessage;
import java.util.function.Consumer;

/** A MIDI port as an input device. */
record MidiInput(String id, MidiPort port) implements InputDevice {

  @Override
  public String name() {
    return port.name();
  }

  @Override
  public String kind() {
    return "midi";
  }

  @Override
  public AutoCloseable open(Consumer<InputMessage> sink) throws Exception {
    return port.open(
        bytes -> {
          InputMessage message = MidiBytes.movement(bytes);
          if (message != null) {
            sink.accept(message);
          }
        });
  }
}
