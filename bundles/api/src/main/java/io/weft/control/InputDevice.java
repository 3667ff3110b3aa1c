package io.weft.control;

import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something that people or the world move: a MIDI controller, a sensor. Registered as an OSGi
 * service while it is there. A mapping leads its messages to control points.
 */
@ConsumerType
public interface InputDevice {

  /** Names it in mappings; the same after it was unplugged and plugged in again. */
  String id();

  /** For people. */
  String name();

  /** What it is, such as {@code midi}. */
  String kind();

  /**
   * Delivers its messages until the result is closed, in order, one thread at a time.
   *
   * @param sink takes a message within microseconds and never blocks
   * @throws Exception if the device cannot be opened; the message is for people
   */
  AutoCloseable open(Consumer<InputMessage> sink) throws Exception;
}
