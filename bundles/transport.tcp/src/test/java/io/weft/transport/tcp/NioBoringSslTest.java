package io.weft.transport.tcp;

class NioBoringSslTest extends TcpContract {

  @Override
  TcpSettings settings() {
    return Engines.of(TcpSettings.NativeTransport.NIO, TcpSettings.TlsProvider.BORINGSSL);
  }
}
