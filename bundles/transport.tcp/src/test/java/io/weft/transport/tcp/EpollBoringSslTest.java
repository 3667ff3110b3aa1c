package io.weft.transport.tcp;

import io.weft.channel.MutualTls;
import io.weft.channel.SystemIo;

class EpollBoringSslTest extends TcpContract {

  @Override
  TcpSettings settings() {
    return Engines.of(SystemIo.Wanted.EPOLL, MutualTls.Provider.BORINGSSL);
  }
}
