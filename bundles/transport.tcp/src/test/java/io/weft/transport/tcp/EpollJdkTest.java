package io.weft.transport.tcp;

class EpollJdkTest extends TcpContract {

  @Override
  TcpSettings settings() {
    return Engines.of(TcpSettings.NativeTransport.EPOLL, TcpSettings.TlsProvider.JDK);
  }
}
