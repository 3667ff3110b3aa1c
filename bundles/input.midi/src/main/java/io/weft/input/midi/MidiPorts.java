package io.weft.input.midi;

import java.util.List;

/** What this machine has of MIDI. */
@FunctionalInterface
interface MidiPorts {

  /** Those that send and are there at the moment. May take some milliseconds. */
  List<MidiPort> look();
}
