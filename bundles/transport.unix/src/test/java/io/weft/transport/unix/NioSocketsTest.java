package io.weft.transport.unix;

import io.weft.channel.SystemIo;

class NioSocketsTest extends UnixContract {
  @Override
  SystemIo.Wanted io() {
    return SystemIo.Wanted.NIO;
  }
}
