package io.weft.transport.tcp;

/** Settings that ask for these engines and are the default otherwise. */
final class Engines {
  private Engines() {}

  static TcpSettings of(TcpSettings.NativeTransport io, TcpSettings.TlsProvider tls) {
    TcpSettings best = TcpSettings.DEFAULT;
    return new TcpSettings(
        best.eventLoops(),
        tls,
        io,
        best.sendHighWaterBytes(),
        best.sendBoundBytes(),
        best.maxHandshakes());
  }
}
