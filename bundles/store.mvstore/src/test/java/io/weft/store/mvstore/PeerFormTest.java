package io.weft.store.mvstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.peer.KnownPeer;
import io.weft.testkit.KnownPeers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeerFormTest {

  static Stream<KnownPeer> peers() {
    return Stream.of(
        KnownPeers.bare(1),
        KnownPeers.usual(2),
        KnownPeers.banned(3, Optional.empty()),
        KnownPeers.banned(4, Optional.of(KnownPeers.THEN)));
  }

  /** Files of this version are read by all later ones. */
  @Test
  void bytesOfVersionOneStayAsTheyAre() throws IOException {
    assertThat(HexFormat.of().formatHex(PeerForm.body(KnownPeers.bare(1))))
        .isEqualTo(
            "00" + "0000".repeat(4) + "00".repeat(16) + "00".repeat(12) + "0000" + "00".repeat(12));
    byte[] value = PeerForm.write(KnownPeers.banned(4, Optional.of(KnownPeers.THEN)));
    assertThat(HexFormat.of().formatHex(value)).isEqualTo(golden());
  }

  private static String golden() throws IOException {
    try (InputStream in = PeerFormTest.class.getResourceAsStream("peer-version-1.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
    }
  }

  @ParameterizedTest
  @MethodSource("peers")
  void goesRound(KnownPeer peer) throws FormException {
    assertThat(PeerForm.read(peer.id(), ByteBuffer.wrap(PeerForm.body(peer)))).isEqualTo(peer);
    assertThat(PeerForm.id(PeerForm.key(peer.id()))).contains(peer.id());
    byte[] value = PeerForm.write(peer);
    assertThat(Sealed.isWhole(PeerForm.key(peer.id()), value)).isTrue();
    assertThat(Sealed.version(value)).isEqualTo(PeerForm.VERSION);
  }

  @ParameterizedTest
  @MethodSource("peers")
  void whatIsCutOffOrTooLongIsRefused(KnownPeer peer) {
    byte[] body = PeerForm.body(peer);
    for (int length = 0; length < body.length; length++) {
      ByteBuffer shorter = ByteBuffer.wrap(body, 0, length);
      assertThatThrownBy(() -> PeerForm.read(peer.id(), shorter)).isInstanceOf(FormException.class);
    }
    assertThatThrownBy(
            () -> PeerForm.read(peer.id(), ByteBuffer.wrap(Arrays.copyOf(body, body.length + 1))))
        .isInstanceOf(FormException.class)
        .hasMessage("1 bytes after the end");
  }

  @ParameterizedTest
  @MethodSource("peers")
  void anyChangeOfAValueOrItsKeyIsSeen(KnownPeer peer) {
    byte[] key = PeerForm.key(peer.id());
    byte[] value = PeerForm.write(peer);
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      byte[] changed = value.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
      assertThat(Sealed.isWhole(key, changed)).isFalse();
    }
    assertThat(Sealed.isWhole(PeerForm.key(KnownPeers.id(77)), value)).isFalse();
    for (int length = 0; length < value.length; length++) {
      assertThat(Sealed.isWhole(key, Arrays.copyOf(value, length))).isFalse();
    }
  }

  @Test
  void lengthsAreBelievedOnlyIfThereIsSoMuch() {
    byte[] hugeName = {0, (byte) 0xFF, (byte) 0xFF, 'a'};
    byte[] manyRoles = {0, 0, 0, 0, 0, (byte) 0xFF, (byte) 0xFF, 0};

    assertThatThrownBy(() -> PeerForm.read(KnownPeers.id(1), ByteBuffer.wrap(hugeName)))
        .isInstanceOf(FormException.class)
        .hasMessage("65535 bytes at byte 3, where 1 are left");
    assertThatThrownBy(() -> PeerForm.read(KnownPeers.id(1), ByteBuffer.wrap(manyRoles)))
        .isInstanceOf(FormException.class)
        .hasMessage("131070 bytes at byte 7, where 1 are left");
  }

  @Test
  void keysOfOtherEntriesAreNoPeers() {
    for (String other : new String[] {"", "peer:", "peer:abc", "Peer:" + KnownPeers.id(1), "x"}) {
      assertThat(PeerForm.id(other.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
  }
}
