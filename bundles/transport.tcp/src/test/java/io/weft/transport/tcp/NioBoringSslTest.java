package io.weft.transport.tcp;

import io.weft.channel.MutualTls;
import io.weft.channel.SystemIo;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Sockets and TLS are each tested with another partner in every build; this pair on demand. */
@EnabledIfSystemProperty(
    named = "engines.all",
    matches = "true",
    disabledReason = "needs -Dengines.all=true")
class NioBoringSslTest extends TcpContract {

  @Override
  TcpSettings settings() {
    return Engines.of(SystemIo.Wanted.NIO, MutualTls.Provider.BORINGSSL);
  }
}
