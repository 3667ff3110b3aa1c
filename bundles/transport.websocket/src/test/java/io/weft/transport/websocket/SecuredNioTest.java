package io.weft.transport.websocket;

import io.weft.channel.MutualTls;
import io.weft.channel.SystemIo;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Sockets and TLS are each tested with another partner in every build; this pair on demand. */
@EnabledIfSystemProperty(
    named = "engines.all",
    matches = "true",
    disabledReason = "needs -Dengines.all=true")
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
