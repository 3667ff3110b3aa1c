package io.weft.transport.rdma;

import java.util.Locale;

/**
 * How the RDMA transport runs.
 *
 * @param fabric what UCX may use
 * @param trustedFabric true carries frames without TLS, where the other side agrees
 * @param spinMicros how long the reader looks for more before it sleeps
 * @param sendHighWaterBytes a sender blocks while this much is waiting on its link
 * @param sendBoundBytes a link is closed when a thread that must not block would leave more than
 *     this (or four frames of the largest size, if that is more) waiting on it
 * @param maxHandshakes set-ups under way at one listener; the oldest gives way to a new one
 */
public record RdmaSettings(
    Fabric fabric,
    boolean trustedFabric,
    int spinMicros,
    long sendHighWaterBytes,
    long sendBoundBytes,
    int maxHandshakes) {

  /** Hardware where there is some, protected, with the bounds of the settings page. */
  public static final RdmaSettings DEFAULT =
      new RdmaSettings(Fabric.AUTO, false, 50, 1 << 20, 64 << 20, 256);

  /** What UCX may use: {@code AUTO} takes hardware, else shared memory on a trusted fabric. */
  public enum Fabric {
    AUTO,
    HARDWARE,
    SHARED_MEMORY
  }

  public RdmaSettings {
    within("spin_micros", spinMicros, 0, 10_000);
    within("send_high_water_bytes", sendHighWaterBytes, 64 << 10, 1 << 30);
    within("send_bound_bytes", sendBoundBytes, 1 << 20, 1 << 30);
    within("max_handshakes", maxHandshakes, 1, 65_536);
  }

  static RdmaSettings of(RdmaConfiguration configuration) {
    return new RdmaSettings(
        fabric(configuration.fabric()),
        configuration.trusted__fabric(),
        configuration.spin__micros(),
        configuration.send__high__water__bytes(),
        configuration.send__bound__bytes(),
        configuration.max__handshakes());
  }

  private static Fabric fabric(String value) {
    for (Fabric fabric : Fabric.values()) {
      if (fabric.name().equalsIgnoreCase(value.strip())) {
        return fabric;
      }
    }
    throw new IllegalArgumentException(
        "fabric of io.weft.transport.rdma is \""
            + value.toLowerCase(Locale.ROOT)
            + "\"; it must be one of auto, hardware, shared_memory");
  }

  private static void within(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + " of io.weft.transport.rdma is " + value + "; it must be " + min + " to " + max);
    }
  }
}
