package io.weft.transport.unix;

import io.weft.channel.SystemIo;

class EpollSocketsTest extends UnixContract {
  @Override
  SystemIo.Wanted io() {
    return SystemIo.Wanted.EPOLL;
  }
}
