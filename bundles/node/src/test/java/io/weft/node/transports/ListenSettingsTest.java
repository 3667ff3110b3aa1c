package io.weft.node.transports;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenSettingsTest {
  private static final Path DATA = Path.of("/var/lib/weft/a b");

  @Test
  void theTemplateOfATransportIsFilled() {
    ListenSettings settings = new ListenSettings("10.0.0.7", 7001, List.of(), DATA);

    assertThat(settings.addresses(List.of("tcp"), "tcp://{bind}:{port}"))
        .containsExactly(URI.create("tcp://10.0.0.7:7001"));
    assertThat(settings.addresses(List.of("unix"), "unix:{data}/weft.sock"))
        .containsExactly(URI.create("unix:/var/lib/weft/a%20b/weft.sock"));
  }

  @Test
  void addressesOfVersionSixGetBrackets() {
    ListenSettings settings = new ListenSettings("::1", 0, List.of(), DATA);

    assertThat(settings.addresses(List.of("tcp"), "tcp://{bind}:{port}"))
        .containsExactly(URI.create("tcp://[::1]:0"));
  }

  @Test
  void givenAddressesReplaceTheDefaultOfTheirTransportOnly() {
    URI given = URI.create("tcp://0.0.0.0:7001");
    ListenSettings settings = new ListenSettings("0.0.0.0", 0, List.of(given), DATA);

    assertThat(settings.addresses(List.of("tcp"), "tcp://{bind}:{port}")).containsExactly(given);
    assertThat(settings.addresses(List.of("quic"), "quic://{bind}:{port}"))
        .containsExactly(URI.create("quic://0.0.0.0:0"));
  }
}
