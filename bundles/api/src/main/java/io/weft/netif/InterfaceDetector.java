package io.weft.netif;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Names and ranks this machine's network interfaces. Several may run: the one with the highest
 * service ranking that is {@linkplain #usable usable} here wins.
 */
@ConsumerType
public interface InterfaceDetector {

  /** Whether it can answer on this system. */
  boolean usable();

  /**
   * All interfaces as they are now, best first: by kind, then speed, then name. May take some
   * milliseconds; safe on every thread.
   *
   * @throws IOException if the system does not answer
   */
  List<NetInterface> interfaces() throws IOException;

  /**
   * Calls back after something has changed (an interface came, went, or changed address or state),
   * on a thread of the detector, until the result is closed. Changes close together may be one
   * call.
   */
  Watch watch(Runnable onChange);

  /** Ends a watch. */
  @ConsumerType
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
