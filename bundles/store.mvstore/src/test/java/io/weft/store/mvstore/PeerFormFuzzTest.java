package io.weft.store.mvstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.weft.node.NodeId;
import io.weft.peer.KnownPeer;
import io.weft.testkit.KnownPeers;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class PeerFormFuzzTest {
  private static final NodeId ID = KnownPeers.id(1);

  @MethodSource("bodies")
  @FuzzTest(maxDuration = "3s")
  void bytesAreAPeerOrRefused(byte[] bytes) throws FormException {
    KnownPeer peer;
    try {
      peer = PeerForm.read(ID, ByteBuffer.wrap(bytes));
    } catch (FormException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    assertThat(PeerForm.read(ID, ByteBuffer.wrap(PeerForm.body(peer)))).isEqualTo(peer);
  }

  static Stream<byte[]> bodies() {
    return PeerFormTest.peers().map(PeerForm::body);
  }
}
