package io.weft.transport.tcp;

class EpollBoringSslTest extends TcpContract {

  @Override
  TcpSettings settings() {
    return Engines.of(TcpSettings.NativeTransport.EPOLL, TcpSettings.TlsProvider.BORINGSSL);
  }
}
