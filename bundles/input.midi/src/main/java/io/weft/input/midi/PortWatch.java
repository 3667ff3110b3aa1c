package io.weft.input.midi;

import io.weft.control.InputDevice;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers what is plugged in, and takes back what is pulled out. One thread. */
final class PortWatch {
  private static final Logger LOG = LoggerFactory.getLogger(PortWatch.class);

  private final MidiPorts ports;
  private final Function<InputDevice, Runnable> register;
  private final Map<String, Runnable> there = new TreeMap<>();
  private boolean looked;

  /**
   * @param register makes a device known; the result takes it back
   */
  PortWatch(MidiPorts ports, Function<InputDevice, Runnable> register) {
    this.ports = ports;
    this.register = register;
  }

  /**
   * Looks once.
   *
   * @return whether it is worth looking again: not where Java has no sound
   */
  boolean look() {
    Map<String, MidiInput> now = new HashMap<>();
    try {
      for (MidiPort port : ports.look()) {
        MidiInput input = named(port, now);
        now.put(input.id(), input);
      }
    } catch (LinkageError e) {
      LOG.info("this Java has no Java Sound (module java.desktop): there are no MIDI devices");
      return false;
    } catch (RuntimeException e) { // of whatever driver there is
      LOG.warn("MIDI devices cannot be listed: {}", e.getMessage());
      return true;
    }
    there
        .entrySet()
        .removeIf(
            each -> {
              boolean gone = !now.containsKey(each.getKey());
              if (gone) {
                each.getValue().run();
              }
              return gone;
            });
    now.forEach((id, input) -> there.computeIfAbsent(id, any -> register.apply(input)));
    if (!looked && now.isEmpty()) {
      LOG.info("no MIDI device is plugged in; it is looked for again");
    }
    looked = true;
    return true;
  }

  void close() {
    there.values().forEach(Runnable::run);
    there.clear();
  }

  /** Such as {@code midi:nanokontrol2}; the second of that name ends with {@code .2}. */
  private static MidiInput named(MidiPort port, Map<String, MidiInput> others) {
    String words = port.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String id = "midi:" + words.replaceAll("^-|-$", "");
    String free = id;
    for (int i = 2; others.containsKey(free); i++) {
      free = id + "." + i;
    }
    return new MidiInput(free, port);
  }
}
