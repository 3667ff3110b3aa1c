package io.weft.transport.websocket;

import io.weft.channel.MutualTls;
import io.weft.channel.SystemIo;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Sockets and TLS are each tested with another partner in every build; this pair on demand. */
@EnabledIfSystemProperty(
    named = "engines.all",
    matches = "true",
    disabledReason = "needs -Dengines.all=true")
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
