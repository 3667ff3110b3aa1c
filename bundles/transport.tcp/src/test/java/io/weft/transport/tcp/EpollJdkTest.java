package io.weft.transport.tcp;

import io.weft.channel.MutualTls;
import io.weft.channel.SystemIo;

class EpollJdkTest extends TcpContract {

  @Override
  TcpSettings settings() {
    return Engines.of(SystemIo.Wanted.EPOLL, MutualTls.Provider.JDK);
  }
}
