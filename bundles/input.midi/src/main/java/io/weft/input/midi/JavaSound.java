package io.weft.input.midi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.sound.midi.MidiDevice;
import javax.sound.midi.MidiMessage;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.MidiUnavailableException;
import javax.sound.midi.Receiver;
import javax.sound.midi.Sequencer;
import javax.sound.midi.Synthesizer;
import javax.sound.midi.Transmitter;

/** Java Sound's MIDI devices. Its classes may be absent: then using this throws a LinkageError. */
final class JavaSound implements MidiPorts {

  @Override
  public List<MidiPort> look() {
    List<MidiPort> ports = new ArrayList<>();
    for (MidiDevice.Info info : MidiSystem.getMidiDeviceInfo()) {
      try {
        MidiDevice device = MidiSystem.getMidiDevice(info);
        boolean software = device instanceof Sequencer || device instanceof Synthesizer;
        if (!software && device.getMaxTransmitters() != 0) {
          ports.add(new Port(info.getName(), device));
        }
      } catch (MidiUnavailableException | IllegalArgumentException e) {
        continue; // it went while we looked, or another program has it
      }
    }
    return ports;
  }

  private record Port(String name, MidiDevice device) implements MidiPort {
    @Override
    public AutoCloseable open(Consumer<byte[]> sink) throws MidiUnavailableException {
      device.open();
      Transmitter from = device.getTransmitter();
      from.setReceiver(new Sink(sink));
      return () -> {
        from.close();
        device.close();
      };
    }
  }

  private record Sink(Consumer<byte[]> sink) implements Receiver {
    @Override
    public void send(MidiMessage message, long microseconds) {
      sink.accept(Arrays.copyOf(message.getMessage(), message.getLength()));
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
