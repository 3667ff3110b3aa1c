package io.weft.files.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.node.NodeId;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final String ID = "abcdefghij27";
  private static final Entry FILE = new Entry(false, "a/ü", 1L << 40, -5, -6, 0644);

  private static NodeId node(char letter) {
    return new NodeId(String.valueOf(letter).repeat(NodeId.LENGTH - 1) + "a");
  }

  @Test
  void aCircleHasTwoNodesAtLeastAndEachOnce() {
    List<List<NodeId>> wrong = List.of(List.of(node('a')), List.of(node('a'), node('a')));
    for (List<NodeId> nodes : wrong) {
      byte[] offer =
          new OfferMessage(ID, "x", 1, 1, false, false, 0, Optional.of(new Circle(ID, 0, nodes)))
              .write();
      assertThatThrownBy(() -> OfferMessage.read(offer)).isInstanceOf(FormException.class);
    }
  }

  @Test
  void messagesAreReadAsTheyWereWritten() {
    OfferMessage offer =
        new OfferMessage(ID, "film", 3, 1L << 50, true, false, 7, Optional.empty());
    assertThat(OfferMessage.read(offer.write())).isEqualTo(offer);
    Circle circle = new Circle(ID, 1, List.of(node('a'), node('b'), node('q')));
    OfferMessage toSeveral =
        new OfferMessage(ID, "film", 3, 9, false, false, 7, Optional.of(circle));
    assertThat(OfferMessage.read(toSeveral.write())).isEqualTo(toSeveral);
    Elsewhere elsewhere = new Elsewhere(node('c'), new byte[32]);
    assertThat(Elsewhere.is(ByteBuffer.wrap(elsewhere.write()))).isTrue();
    assertThat(Elsewhere.read(ByteBuffer.wrap(elsewhere.write())).node()).isEqualTo(node('c'));
    Verdict verdict = new Verdict(Verdict.Kind.REFUSED, "no");
    assertThat(Verdict.read(verdict.write())).isEqualTo(verdict);
    ManifestRequest asked = new ManifestRequest(ID, new Locator(false, "x/y"), -9, 4);
    assertThat(ManifestRequest.read(asked.write())).isEqualTo(asked);
    ManifestPage page =
        new ManifestPage(-3, 9, 2, List.of(FILE, new Entry(true, "a", 0, 0, 0, -1)));
    assertThat(ManifestPage.read(page.write())).isEqualTo(page);
    ChunkRequest chunk =
        new ChunkRequest(ID, new Locator(true, ID), 5, List.of(new Region(FILE, 1L << 39, 99)));
    assertThat(ChunkRequest.read(chunk.write())).isEqualTo(chunk);
    Closing closing = new Closing(ID, Closing.Kind.CHECK, 4, new Digest(1, -2), "ü");
    assertThat(Closing.read(closing.write())).isEqualTo(closing);
    ProgressReport progress = new ProgressReport(5, 1L << 40, 3, 7);
    assertThat(ProgressReport.read(progress.write())).isEqualTo(progress);
    assertThat(ProgressReport.asked(ProgressReport.question(ID))).isEqualTo(ID);
  }

  /** Golden bytes: other implementations go by them. */
  @Test
  void bytesOfAnOffer() {
    assertThat(
            HexFormat.of()
                .formatHex(
                    new OfferMessage(ID, "a", 1, 300, true, true, 0, Optional.empty()).write()))
        .isEqualTo("010c6162636465666768696a323701" + "6101ac020300");
  }

  @Test
  void chunksAreComparedWithWhatTheySay() {
    byte[] message = new byte[Chunk.HEAD + 1000];
    new Random(1).nextBytes(message);
    Chunk sealed = Chunk.seal(ByteBuffer.wrap(message), 1000);
    assertThat(open(message, 1000).digest()).isEqualTo(sealed.digest());
    ByteBuffer direct = ByteBuffer.allocateDirect(message.length);
    assertThat(Chunk.seal(direct.put(message).flip(), 1000)).isEqualTo(sealed);
    assertThat(Chunk.open(direct, 1000)).isEqualTo(sealed);
    for (int i = 0; i < message.length; i++) {
      byte[] damaged = message.clone();
      damaged[i] ^= 4;
      assertThatThrownBy(() -> open(damaged, 1000)).isInstanceOf(FormException.class);
    }
    assertThatThrownBy(() -> open(message, 999)).hasMessageContaining("999");

    Chunk zeros = Chunk.seal(ByteBuffer.allocate(Chunk.HEAD + 1000), 1000);
    assertThat(zeros.size()).isEqualTo(Chunk.HEAD);
    assertThat(Chunk.open(zeros.message().slice(0, zeros.size()), 1000).zeros()).isTrue();
  }

  private static Chunk open(byte[] message, int expected) {
    return Chunk.open(ByteBuffer.wrap(message), expected);
  }

  @Test
  void digestsAreOneForAllInWhateverOrderTheyCome() {
    DigestList one = new DigestList();
    DigestList other = new DigestList();
    for (int i = 0; i < 1000; i++) {
      one.put(i, new Digest(i, -i));
      other.put(999 - i, new Digest(999 - i, i - 999));
    }
    other.put(5, new Digest(5, -5));
    assertThat(other.count()).isEqualTo(1000);
    assertThat(other.whole(1000)).isEqualTo(one.whole(1000));
    other.put(5, new Digest(5, 5));
    assertThat(other.whole(1000)).isNotEqualTo(one.whole(1000));
  }
}
