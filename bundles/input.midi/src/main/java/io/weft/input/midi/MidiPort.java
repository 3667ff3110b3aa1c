package io.weft.input.midi;

import java.util.function.Consumer;

/** One thing that sends MIDI messages, as the system knows it at the moment. */
interface MidiPort {

  /** What the system calls it; two of one model have the same. */
  String name();

  /**
   * Delivers its messages, one thread at a time, until the result is closed.
   *
   * @param sink takes the bytes of one message
   */
  AutoCloseable open(Consumer<byte[]> sink) throws Exception;
}
