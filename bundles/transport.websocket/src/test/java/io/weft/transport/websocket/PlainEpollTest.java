package io.weft.transport.websocket;

import io.weft.channel.MutualTls;
import io.weft.channel.SystemIo;

class PlainEpollTest extends WebSocketContract {
  @Override
  String scheme() {
    return "ws";
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
