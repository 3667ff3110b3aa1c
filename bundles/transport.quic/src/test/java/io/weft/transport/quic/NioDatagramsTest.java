package io.weft.transport.quic;

import io.weft.channel.SystemIo;

class NioDatagramsTest extends QuicContract {
  @Override
  SystemIo.Wanted io() {
    return SystemIo.Wanted.NIO;
  }
}
