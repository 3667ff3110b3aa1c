package io.weft.transport.quic;

import io.weft.channel.SystemIo;

class EpollDatagramsTest extends QuicContract {
  @Override
  SystemIo.Wanted io() {
    return SystemIo.Wanted.EPOLL;
  }
}
