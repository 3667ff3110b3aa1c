package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicketTest {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private final KeyPair network = EcKey.generate();
  private final List<URI> introducers =
      List.of(URI.create("tcp://10.0.0.7:7001"), URI.create("tcp://[fd00::1]:7001"));

  @Test
  void ticketCarriesTheNetworkAndItsAddresses() throws Exception {
    String text = new Ticket(network, introducers).text();
    Ticket read = Ticket.parse("  " + text + "\n");

    assertThat(text).matches("weft1:[A-Za-z0-9_-]+");
    assertThat(read.network().getPublic()).isEqualTo(network.getPublic());
    assertThat(read.introducers()).isEqualTo(introducers);
  }

  @Test
  void ticketWithoutAddressesIsShort() throws Exception {
    String text = new Ticket(network, List.of()).text();

    assertThat(text).hasSize("weft1:".length() + 51);
    assertThat(Ticket.parse(text).introducers()).isEmpty();
  }

  @Test
  void nodeInvitesIntoItsNetwork(@TempDir Path folder) throws Exception {
    NodeIdentity node = new TrialNetwork(folder).member("a");

    Ticket ticket = Ticket.parse(node.invite(introducers));

    assertThat(new NetworkKey(ticket.network()).id()).isEqualTo(node.network());
    assertThat(ticket.introducers()).isEqualTo(introducers);
  }

  @Test
  void everyChangedCharacterIsNoticed() throws Exception {
    String text = new Ticket(network, introducers).text();
    for (int i = 0; i < text.length(); i++) {
      for (int c = 0; c < ALPHABET.length(); c++) {
        refusedOrSame(text.substring(0, i) + ALPHABET.charAt(c) + text.substring(i + 1));
      }
    }
  }

  @Test
  void everyChangedByteIsNoticed() throws Exception {
    String text = new Ticket(network, introducers).text();
    byte[] bytes = Base64.getUrlDecoder().decode(text.substring(6));
    for (int i = 0; i < bytes.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = bytes.clone();
        changed[i] ^= (byte) (1 << bit);
        String mutated = "weft1:" + Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
        assertThatThrownBy(() -> Ticket.parse(mutated)).isInstanceOf(Ticket.Invalid.class);
      }
    }
  }

  @Test
  void everyPartOfATicketIsRefused() {
    String text = new Ticket(network, introducers).text();
    for (int length = 0; length < text.length(); length++) {
      String cut = text.substring(0, length);
      assertThatThrownBy(() -> Ticket.parse(cut)).isInstanceOf(Ticket.Invalid.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'',not a ticket",
    "hello,not a ticket",
    "WEFT1:AAAA,not a ticket",
    "weft2:AAAA,update this one",
    "weft1:,damaged or cut off",
    "weft1:AA AA,characters that no ticket has",
    "weft1:AA+/,characters that no ticket has",
    "weft1:AAAAAAAA,damaged or cut off"
  })
  void otherTextsAreRefusedInOneLine(String text, String message) {
    assertThatThrownBy(() -> Ticket.parse(text))
        .isInstanceOf(Ticket.Invalid.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void endlessTextIsRefusedByItsLength() {
    assertThatThrownBy(() -> Ticket.parse("weft1:" + "A".repeat(8 * 1024)))
        .isInstanceOf(Ticket.Invalid.class)
        .hasMessage("a text of 8198 characters is not a ticket (limit 8192)");
  }

  @Test
  void contentsThatAreNoNetworkAreRefusedThoughTheChecksumFits() throws Exception {
    byte[] zeroKey = new byte[34];
    zeroKey[0] = 1;
    assertNoNetwork(zeroKey);

    byte[] noCount = new byte[33];
    noCount[0] = 1;
    noCount[32] = 1;
    assertNoNetwork(noCount);

    byte[] addressCutOff = new byte[37];
    addressCutOff[0] = 1;
    addressCutOff[32] = 1;
    addressCutOff[33] = 1;
    addressCutOff[34] = (byte) 0xff;
    assertNoNetwork(addressCutOff);

    byte[] relativeAddress = new byte[37];
    relativeAddress[0] = 1;
    relativeAddress[32] = 1;
    relativeAddress[33] = 1;
    relativeAddress[35] = 1;
    relativeAddress[36] = 'x';
    assertNoNetwork(relativeAddress);
  }

  @Test
  void laterVersionsSaySo() throws Exception {
    byte[] later = new byte[34];
    later[0] = 2;

    assertThatThrownBy(() -> Ticket.parse(sealed(later)))
        .isInstanceOf(Ticket.Invalid.class)
        .hasMessageContaining("newer Weft");
  }

  @Test
  void moreAddressesThanFitAreRefused() {
    List<URI> many =
        IntStream.range(0, 256).mapToObj(i -> URI.create("tcp://10.0.0.1:" + i)).toList();
    assertThatThrownBy(() -> new Ticket(network, many).text())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("256 addresses in a ticket (limit 255)");

    List<URI> longOnes =
        IntStream.range(0, 9).mapToObj(i -> URI.create("tcp://" + "h".repeat(900) + i)).toList();
    assertThatThrownBy(() -> new Ticket(network, longOnes).text())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(limit 8192)");
  }

  @Test
  void secretsStayOutOfLogs() {
    Ticket ticket = new Ticket(network, introducers);

    assertThat(ticket.toString()).isEqualTo("Ticket[2 introducers]");
    assertThat(new NetworkKey(network).toString()).matches("NetworkKey\\[[a-z2-7]{52}]");
  }

  private void refusedOrSame(String text) {
    Ticket read;
    try {
      read = Ticket.parse(text);
    } catch (Ticket.Invalid e) {
      return;
    }
    assertThat(read.network().getPublic()).isEqualTo(network.getPublic());
    assertThat(read.introducers()).isEqualTo(introducers);
  }

  private static void assertNoNetwork(byte[] content) throws Exception {
    String text = sealed(content);
    assertThatThrownBy(() -> Ticket.parse(text))
        .isInstanceOf(Ticket.Invalid.class)
        .hasMessageContaining("holds no network");
  }

  private static String sealed(byte[] content) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
    byte[] all = Arrays.copyOf(content, content.length + 4);
    System.arraycopy(hash, 0, all, content.length, 4);
    return "weft1:"
        + new String(
            Base64.getUrlEncoder().withoutPadding().encode(all), StandardCharsets.US_ASCII);
  }
}
