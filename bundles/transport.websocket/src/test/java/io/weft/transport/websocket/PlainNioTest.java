package io.weft.transport.websocket;

import io.weft.channel.MutualTls;
import io.weft.channel.SystemIo;

class PlainNioTest extends WebSocketContract {
  @Override
  String scheme() {
    return "ws";
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
