package io.weft.transport.tcp;

class NioJdkTest extends TcpContract {

  @Override
  TcpSettings settings() {
    return Engines.of(TcpSettings.NativeTransport.NIO, TcpSettings.TlsProvider.JDK);
  }
}
