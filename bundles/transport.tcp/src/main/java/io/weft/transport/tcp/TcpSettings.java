package io.weft.transport.tcp;

import java.util.Locale;

/**
 * How the TCP transport runs.
 *
 * @param eventLoops threads for the lanes control and calls, 0 for a number that fits the machine;
 *     the bulk lane gets as many of its own when it is first used
 * @param tlsProvider which TLS engine
 * @param nativeTransport which system interface to sockets
 * @param sendHighWaterBytes a sender blocks while this much is waiting on its link
 * @param sendBoundBytes a link is closed when a thread that must not block would leave more than
 *     this (or four frames of the largest size, if that is more) waiting on it
 * @param maxHandshakes handshakes under way at one listener; the oldest gives way to a new one
 */
public record TcpSettings(
    int eventLoops,
    TlsProvider tlsProvider,
    NativeTransport nativeTransport,
    long sendHighWaterBytes,
    long sendBoundBytes,
    int maxHandshakes) {

  /** The best that the machine has, with the bounds of the settings page. */
  public static final TcpSettings DEFAULT =
      new TcpSettings(0, TlsProvider.AUTO, NativeTransport.AUTO, 1 << 20, 64 << 20, 256);

  /** Which TLS engine: {@code AUTO} takes BoringSSL where its native library loads. */
  public enum TlsProvider {
    AUTO,
    BORINGSSL,
    JDK
  }

  /** Which system interface to sockets: {@code AUTO} takes epoll where its library loads. */
  public enum NativeTransport {
    AUTO,
    EPOLL,
    NIO
  }

  /** More loops than this serve nobody: a link lives on one. */
  private static final int MAX_EVENT_LOOPS = 64;

  /** Four loops saturate the links that one node was seen to have. */
  private static final int AUTOMATIC_LOOPS = 4;

  public TcpSettings {
    within("event_loops", eventLoops, 0, MAX_EVENT_LOOPS);
    within("send_high_water_bytes", sendHighWaterBytes, 64 << 10, 1 << 30);
    within("send_bound_bytes", sendBoundBytes, 1 << 20, 1L << 32);
    within("max_handshakes", maxHandshakes, 1, 65_536);
  }

  static TcpSettings of(TcpConfiguration configuration) {
    return new TcpSettings(
        configuration.event__loops(),
        choice("tls_provider", TlsProvider.class, configuration.tls__provider()),
        choice("native_transport", NativeTransport.class, configuration.native__transport()),
        configuration.send__high__water__bytes(),
        configuration.send__bound__bytes(),
        configuration.max__handshakes());
  }

  /** The number of loops to run: half of the processors, which leaves the rest to handlers. */
  int loops() {
    if (eventLoops > 0) {
      return eventLoops;
    }
    return Math.min(AUTOMATIC_LOOPS, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  }

  private static void within(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + " of io.weft.transport.tcp is " + value + "; it must be " + min + " to " + max);
    }
  }

  private static <E extends Enum<E>> E choice(String key, Class<E> type, String value) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(value.strip())) {
        return constant;
      }
    }
    StringBuilder choices = new StringBuilder();
    for (E constant : type.getEnumConstants()) {
      choices
          .append(choices.isEmpty() ? "" : ", ")
          .append(constant.name().toLowerCase(Locale.ROOT));
    }
    throw new IllegalArgumentException(
        key + " of io.weft.transport.tcp is \"" + value + "\"; it must be one of " + choices);
  }
}
