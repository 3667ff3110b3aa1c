package io.weft.input.midi;

import io.weft.control.InputMessage;
import org.jspecify.annotations.Nullable;

/** Channel messages of MIDI 1.0 as movements; channels count from 1, as on the devices. */
final class MidiBytes {

  private static final int DATA_BITS = 7;
  private static final int DATA = 0x7f;

  private MidiBytes() {}

  /** The movement; {@code null} if it is none (system messages, fragments). */
  static @Nullable InputMessage movement(byte[] message) {
    if (message.length < 2 || message[1] < 0) {
      return null;
    }
    int status = message[0] & 0xf0;
    int channel = (message[0] & 0x0f) + 1;
    int first = message[1];
    if (status == 0xc0) {
      return new InputMessage(channel, "program", first);
    }
    if (status == 0xd0) {
      return new InputMessage(channel, "pressure", first);
    }
    if (message.length < 3 || message[2] < 0) {
      return null;
    }
    int second = message[2] & DATA;
    return switch (status) {
      case 0x80 -> new InputMessage(channel, "note/" + first, 0);
      case 0x90 -> new InputMessage(channel, "note/" + first, second);
      case 0xa0 -> new InputMessage(channel, "pressure/" + first, second);
      case 0xb0 -> new InputMessage(channel, "cc/" + first, second);
      case 0xe0 -> new InputMessage(channel, "bend", first | (second << DATA_BITS));
      default -> null;
    };
  }
}
