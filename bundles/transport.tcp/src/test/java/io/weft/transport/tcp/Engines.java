package io.weft.transport.tcp;

import io.weft.channel.MutualTls;
import io.weft.channel.SystemIo;

/** Settings that ask for these engines and are the default otherwise. */
final class Engines {
  private Engines() {}

  static TcpSettings of(SystemIo.Wanted io, MutualTls.Provider tls) {
    TcpSettings best = TcpSettings.DEFAULT;
    return new TcpSettings(best.eventLoops(), tls, io, best.bounds());
  }
}
