package io.weft.transport.tcp;

import io.weft.channel.MutualTls;
import io.weft.channel.SystemIo;

class NioJdkTest extends TcpContract {

  @Override
  TcpSettings settings() {
    return Engines.of(SystemIo.Wanted.NIO, MutualTls.Provider.JDK);
  }
}
