package io.weft.node.transports;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenSettingsTest {
  private static final Path DATA = Path.of("/var/lib/weft/a b");

  private static List<URI> addresses(ListenSettings of, String scheme, String template) {
    return of.places(List.of(scheme), template).stream()
        .filter(place -> !place.bulk())
        .map(ListenSettings.Place::address)
        .toList();
  }

  @Test
  void theTemplateOfATransportIsFilled() {
    ListenSettings settings = new ListenSettings("10.0.0.7", 7001, List.of(), List.of(), DATA);

    assertThat(addresses(settings, "tcp", "tcp://{bind}:{port}"))
        .containsExactly(URI.create("tcp://10.0.0.7:7001"));
    assertThat(addresses(settings, "unix", "unix:{data}/weft.sock"))
        .containsExactly(URI.create("unix:/var/lib/weft/a%20b/weft.sock"));
  }

  @Test
  void addressesOfVersionSixGetBrackets() {
    ListenSettings settings = new ListenSettings("::1", 0, List.of(), List.of(), DATA);

    assertThat(addresses(settings, "tcp", "tcp://{bind}:{port}"))
        .containsExactly(URI.create("tcp://[::1]:0"));
  }

  @Test
  void givenAddressesReplaceTheDefaultOfTheirTransportOnly() {
    URI given = URI.create("tcp://0.0.0.0:7001");
    ListenSettings settings = new ListenSettings("0.0.0.0", 0, List.of(given), List.of(), DATA);

    assertThat(addresses(settings, "tcp", "tcp://{bind}:{port}")).containsExactly(given);
    assertThat(addresses(settings, "quic", "quic://{bind}:{port}"))
        .containsExactly(URI.create("quic://0.0.0.0:0"));
  }

  @Test
  void whatIsForLargeThingsAloneComesBesideTheDefaultOfItsTransportAndHasAPortOfItsOwn() {
    URI bulk = URI.create("tcp://0.0.0.0:0");
    ListenSettings settings = new ListenSettings("0.0.0.0", 0, List.of(), List.of(bulk), DATA);

    List<ListenSettings.Place> places = settings.places(List.of("tcp"), "tcp://{bind}:{port}");

    assertThat(places)
        .containsExactly(
            new ListenSettings.Place(bulk, false), new ListenSettings.Place(bulk, true));
    assertThat(places.get(0).key()).isNotEqualTo(places.get(1).key());
    assertThat(settings.places(List.of("quic"), "quic://{bind}:{port}")).hasSize(1);
  }
}
