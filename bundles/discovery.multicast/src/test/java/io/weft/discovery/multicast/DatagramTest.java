package io.weft.discovery.multicast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.discovery.Query;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.TestNetwork;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatagramTest {

  /** "WEFT", version, network, and the id and counter that all golden datagrams share. */
  private static final String HEADER = "5745465401" + "16477688c0e00699";

  private static final String SENDER = "1234" + "61".repeat(52) + "18" + "808081b184e99103";
  private static final String SIGNATURE = "1208" + "3006020101020102";

  private final FixedSelf ann = new TestNetwork("blue").node("ann");

  @ParameterizedTest
  @CsvSource({
    "ANNOUNCE, 0a5f, 0801, 22070a0568656c6c6f2a08082a108080808004, 3a090880d0eab6b733100a",
    "HEARTBEAT, 0a56, 0802, 2a08082a108080808004, 3a090880d0eab6b733100a",
    "ANSWER, 0a61, 0804, 22070a0568656c6c6f2a08082a108080808004, 3a0b0880d0eab6b733100a1801",
    "GOODBYE, 0a41, 0805, '', ''"
  })
  void isOnTheWireAsItAlwaysWas(
      Message.Kind kind, String length, String tag, String rest, String pulse) {
    assertThat(hex(kind)).isEqualTo(HEADER + length + tag + SENDER + rest + pulse + SIGNATURE);
  }

  @ParameterizedTest
  @CsvSource({
    "ANNOUNCE, 0a54, 0801, 22070a0568656c6c6f2a08082a108080808004",
    "HEARTBEAT, 0a4b, 0802, 2a08082a108080808004",
  })
  void isReadAsNodesOfTheFirstDaysSendIt(
      Message.Kind kind, String length, String tag, String rest) {
    byte[] bytes = HexFormat.of().parseHex(HEADER + length + tag + SENDER + rest + SIGNATURE);
    Message read = Datagram.decode(bytes, Golden.NETWORK).message();
    assertThat(read.kind()).isEqualTo(kind);
    assertThat(read.availability()).isPresent();
    assertThat(read.pulse()).isEmpty();
  }

  @Test
  void questionsAreOnTheWireAsTheyAlwaysWereAndPadded() {
    String query =
        "0a57"
            + "0803"
            + SENDER
            + "22070a0568656c6c6f"
            + "320b1209"
            + "6770752e303d727478"
            + SIGNATURE
            + ("1a850a" + "00".repeat(1285));
    assertThat(hex(Message.Kind.QUERY)).isEqualTo(HEADER + query);
    String ask =
        "0a4a"
            + "0806"
            + SENDER
            + "22070a0568656c6c6f"
            + SIGNATURE
            + ("1a920a" + "00".repeat(1298));
    assertThat(hex(Message.Kind.ASK)).isEqualTo(HEADER + ask);
    assertThat(hex(Message.Kind.QUERY)).hasSize(2 * Datagram.UNFRAGMENTED_BYTES);
    assertThat(hex(Message.Kind.ASK)).hasSize(2 * Datagram.UNFRAGMENTED_BYTES);
  }

  @Test
  void copyThatIsBroadcastIsTheSameDatagramAndSaysSo() {
    byte[] bytes = Golden.announce(ann);
    Datagram copy = Datagram.decode(Datagram.byBroadcast(bytes), Golden.NETWORK);
    assertThat(copy.byBroadcast()).isTrue();
    assertThat(copy.isSignedBy(ann.keys().getPublic())).isTrue();
    assertThat(Datagram.decode(bytes, Golden.NETWORK).byBroadcast()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 301, Integer.MAX_VALUE})
  void periodOutOfRangeIsRefused(int seconds) {
    Message m = Golden.messages().get(Message.Kind.HEARTBEAT);
    Message.Pulse pulse = new Message.Pulse(1, Duration.ofSeconds(seconds), false);
    byte[] bytes =
        Golden.encode(
            new Message(
                m.kind(),
                m.from(),
                m.counter(),
                m.signedRecord(),
                m.availability(),
                m.query(),
                Optional.of(pulse)));
    assertThatThrownBy(() -> Datagram.decode(bytes, Golden.NETWORK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("period of ")
        .hasMessageEndingWith("seconds (1 to 300)");
  }

  @ParameterizedTest
  @EnumSource(Message.Kind.class)
  void isReadAsItWasWritten(Message.Kind kind) {
    Message written = Golden.messages().get(kind);
    Message read = Datagram.decode(Golden.encode(written), Golden.NETWORK).message();
    assertThat(read).usingRecursiveComparison().isEqualTo(written);
  }

  @Test
  void signatureIsOfTheSenderAndOfThisNetwork() {
    byte[] bytes = Golden.announce(ann);
    Datagram datagram = Datagram.decode(bytes, Golden.NETWORK);
    assertThat(datagram.isSignedBy(ann.keys().getPublic())).isTrue();
    FixedSelf other = new TestNetwork("blue").node("other");
    assertThat(datagram.isSignedBy(other.keys().getPublic())).isFalse();
    byte[] elsewhere = bytes.clone();
    NetworkTag red = NetworkTag.of("red");
    System.arraycopy(red.bytes(), 0, elsewhere, 5, NetworkTag.BYTES);
    assertThat(Datagram.decode(elsewhere, red).isSignedBy(ann.keys().getPublic())).isFalse();
  }

  @Test
  void noByteOfTheBodyCanBeChanged() {
    byte[] bytes = Golden.announce(ann);
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      byte[] changed = bytes.clone();
      changed[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      assertThat(believes(changed)).isFalse();
    }
  }

  @Test
  void otherNetworksVersionsAndSizesAreToldWithoutParsing() {
    byte[] bytes = Golden.announce(ann);
    assertThat(Datagram.isOurs(bytes, Golden.NETWORK)).isTrue();
    assertThat(Datagram.isOurs(bytes, NetworkTag.of("red"))).isFalse();
    byte[] newer = bytes.clone();
    newer[4] = 2;
    assertThat(Datagram.isOurs(newer, Golden.NETWORK)).isFalse();
    assertThat(Datagram.isOurs(Arrays.copyOf(bytes, Datagram.MAX_BYTES), Golden.NETWORK)).isTrue();
    assertThat(Datagram.isOurs(Arrays.copyOf(bytes, Datagram.MAX_BYTES + 1), Golden.NETWORK))
        .isFalse();
  }

  @Test
  void everyTruncationIsRefused() {
    Golden.datagrams()
        .forEach(
            whole -> {
              for (int length = 0; length < whole.length; length++) {
                byte[] part = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> Datagram.decode(part, Golden.NETWORK))
                    .isInstanceOf(IllegalArgumentException.class);
              }
            });
  }

  @Test
  void queryThatIsSmallerThanItsAnswersIsRefused() {
    byte[] padded = Golden.encode(Golden.messages().get(Message.Kind.QUERY));
    byte[] unpadded = Arrays.copyOf(padded, padded.length - 1288);
    assertThatThrownBy(() -> Datagram.decode(unpadded, Golden.NETWORK))
        .hasMessage("query of 112 bytes (1200 or more)");
  }

  @Test
  void announcementWithoutARecordIsRefused() {
    refused(Message.Kind.ANNOUNCE, 0, false, "ANNOUNCE with a signed record of 0 bytes");
  }

  @Test
  void heartbeatWithARecordIsRefused() {
    refused(Message.Kind.HEARTBEAT, 10, false, "HEARTBEAT with a signed record of 10 bytes");
  }

  @Test
  void recordThatIsTooLargeIsRefused() {
    refused(Message.Kind.ANNOUNCE, 4097, false, "signed record of 4097 bytes (limit 4096)");
  }

  @Test
  void questionOutsideAQueryIsRefused() {
    refused(Message.Kind.ANNOUNCE, 10, true, "ANNOUNCE with a question");
    refused(Message.Kind.QUERY, 10, false, "QUERY without one");
  }

  private void refused(Message.Kind kind, int recordBytes, boolean question, String why) {
    Message message =
        new Message(
            kind,
            ann.id(),
            1,
            new byte[recordBytes],
            Optional.empty(),
            question ? Optional.of(new Query(Query.Kind.ROLE, "gpu")) : Optional.empty(),
            Optional.empty());
    byte[] bytes = Golden.encode(message);
    assertThatThrownBy(() -> Datagram.decode(bytes, Golden.NETWORK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  private boolean believes(byte[] bytes) {
    try {
      return Datagram.decode(bytes, Golden.NETWORK).isSignedBy(ann.keys().getPublic());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String hex(Message.Kind kind) {
    return HexFormat.of().formatHex(Golden.encode(Golden.messages().get(kind)));
  }
}
