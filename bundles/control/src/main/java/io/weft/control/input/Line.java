package io.weft.control.input;

import io.weft.control.ControlException;
import io.weft.control.Controls;
import io.weft.control.InputDevice;
import io.weft.control.InputMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One device and what becomes of its messages. Messages come on the device's own thread. */
public final class Line implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Line.class);

  private final InputDevice device;
  private final Controls controls;
  private final LongAdder messages = new LongAdder();
  private volatile Map<String, List<Mapping>> byControl = Map.of();
  private volatile int mappings;
  private volatile String trouble = "";
  private @Nullable AutoCloseable opened;

  public Line(InputDevice device, Controls controls) {
    this.device = device;
    this.controls = controls;
  }

  InputDevice device() {
    return device;
  }

  /**
   * Uses these mappings from now on, of those that are for this device.
   *
   * @throws IllegalArgumentException if one is not of its form
   */
  public void use(String mappings) {
    use(MappingBook.read(mappings).of(device.id()));
  }

  /** Other mappings from now on; the device is open while it has some. */
  synchronized void use(List<Mapping> those) {
    Map<String, List<Mapping>> sorted = new HashMap<>();
    those.forEach(
        each -> sorted.computeIfAbsent(each.control(), any -> new ArrayList<>()).add(each));
    byControl = sorted;
    mappings = those.size();
    if (those.isEmpty()) {
      close();
    } else if (opened == null) {
      open();
    }
  }

  private void open() {
    try {
      opened = device.open(this::received);
      trouble = "";
      LOG.info("device {} ({}) is open: {} mappings", device.id(), device.name(), mappings);
    } catch (Exception e) { // of whatever library the device comes with
      trouble = "cannot be opened: " + e.getMessage();
      LOG.warn("device {} {}", device.id(), trouble);
    }
  }

  private void received(InputMessage message) {
    messages.increment();
    List<Mapping> led = byControl.get(message.control());
    if (led == null) {
      return;
    }
    for (Mapping each : led) {
      if (each.isFor(message)) {
        try {
          controls.set(each.point(), each.value(message.value()), each.priority());
        } catch (ControlException e) {
          told(String.valueOf(e.getMessage()));
        }
      }
    }
  }

  /** Each trouble once, for as long as it is the same. */
  private void told(String what) {
    if (!trouble.equals(what)) {
      trouble = what;
      LOG.warn("device {}: {}", device.id(), what);
    }
  }

  @Override
  public synchronized void close() {
    AutoCloseable open = opened;
    opened = null;
    if (open != null) {
      try {
        open.close();
      } catch (Exception e) { // of whatever library the device comes with
        LOG.warn("device {} cannot be closed: {}", device.id(), e.getMessage());
      }
    }
  }

  /** What others are told of it; types of the JDK, for every codec. */
  Map<String, Object> fields() {
    return Map.of(
        "device", device.id(),
        "kind", device.kind(),
        "title", device.name(),
        "mappings", mappings,
        "messages", messages.sum(),
        "trouble", trouble);
  }
}
