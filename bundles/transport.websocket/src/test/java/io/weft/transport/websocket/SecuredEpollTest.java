package io.weft.transport.websocket;

import io.weft.channel.MutualTls;
import io.weft.channel.SystemIo;

class SecuredEpollTest extends WebSocketContract {
  @Override
  String scheme() {
    return "wss";
  }

  @Override
  SystemIo.Wanted io() {
    return SystemIo.Wanted.EPOLL;
  }

  @Override
  MutualTls.Provider tls() {
    return MutualTls.Provider.BORINGSSL;
  }
}
