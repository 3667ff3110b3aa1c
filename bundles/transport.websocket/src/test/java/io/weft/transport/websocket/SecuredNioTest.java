package io.weft.transport.websocket;

import io.weft.channel.MutualTls;
import io.weft.channel.SystemIo;

class SecuredNioTest extends WebSocketContract {
  @Override
  String scheme() {
    return "wss";
  }

  @Override
  SystemIo.Wanted io() {
    return SystemIo.Wanted.NIO;
  }

  @Override
  MutualTls.Provider tls() {
    return MutualTls.Provider.JDK;
  }
}
