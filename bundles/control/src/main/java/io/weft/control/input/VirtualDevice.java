package io.weft.control.input;

import io.weft.control.InputDevice;
import io.weft.control.InputMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A device that nobody touches: what is sent to it is what it says. For trying mappings out, for
 * tests, and for programs that are no OSGi bundles. Safe on every thread.
 */
public final class VirtualDevice implements InputDevice {

  private final String id;
  private final List<Consumer<InputMessage>> sinks = new CopyOnWriteArrayList<>();

  public VirtualDevice(String id) {
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String name() {
    return "virtual device " + id;
  }

  @Override
  public String kind() {
    return "virtual";
  }

  /** Moves a control; one at a time. */
  public synchronized void send(InputMessage message) {
    sinks.forEach(sink -> sink.accept(message));
  }

  @Override
  public AutoCloseable open(Consumer<InputMessage> sink) {
    sinks.add(sink);
    return () -> sinks.remove(sink);
  }
}
