package io.weft.discovery.mdns;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.testkit.FixedSelf;
import io.weft.testkit.TestNetwork;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextTest {

  private final FixedSelf ann = new TestNetwork("blue").node("ann");

  @Test
  void saysWhoTheNodeIs() {
    String text = new String(Text.of(ann), ISO_8859_1);
    String key = Base64.getEncoder().encodeToString(ann.keys().getPublic().getEncoded());
    assertThat(text)
        .contains("\u0009version=1")
        .contains("pubkey=" + key)
        .contains("node_id=" + ann.id())
        .contains("network=blue")
        .contains("name=ann");
  }

  @Test
  void carriesTheSignedRecord() {
    Text read = Text.parse(Text.of(ann)).orElseThrow();
    assertThat(read.node()).isEqualTo(ann.id());
    assertThat(read.network()).isEqualTo("blue");
    assertThat(read.signedRecord()).isEqualTo(ann.signedRecord());
  }

  @Test
  void recordThatDoesNotFitIsLeftOut() {
    byte[] text = Text.of(ann.change(r -> r, 1200));
    assertThat(text.length).isLessThan(Text.MAX_SENT_BYTES);
    Text read = Text.parse(text).orElseThrow();
    assertThat(read.signedRecord()).isEmpty();
    assertThat(read.node()).isEqualTo(ann.id());
  }

  @Test
  void noStringIsLongerThanATextRecordAllows() {
    byte[] text = Text.of(ann);
    int at = 0;
    while (at < text.length) {
      at += 1 + (text[at] & 0xff);
    }
    assertThat(at).isEqualTo(text.length);
  }

  @Test
  void keysAreReadInAnyCaseAndOrderAndTheFirstCounts() {
    byte[] text =
        strings(
            "NETWORK=red",
            "other",
            "=odd",
            "r1=bc",
            "node_id=" + ann.id(),
            "Version=1",
            "r0=a",
            "r0=zzz",
            "network=blue");
    Text read = Text.parse(text).orElseThrow();
    assertThat(read.network()).isEqualTo("red");
    assertThat(read.signedRecord()).isEqualTo("abc".getBytes(UTF_8));
  }

  @Test
  void otherVersionsAndOtherServicesAreNoNodes() {
    assertThat(Text.parse(strings("version=2", "node_id=" + ann.id(), "network=blue"))).isEmpty();
    assertThat(Text.parse(strings("version=1", "network=blue"))).isEmpty();
    assertThat(Text.parse(strings("version=1", "node_id=" + ann.id()))).isEmpty();
    assertThat(Text.parse(strings("version=1", "node_id=me", "network=blue"))).isEmpty();
    assertThat(Text.parse(new byte[] {0})).isEmpty();
    assertThat(Text.parse(new byte[0])).isEmpty();
  }

  @Test
  void oversizedTextIsNotRead() {
    byte[] text = Arrays.copyOf(Text.of(ann), 6001);
    assertThat(Text.parse(text)).isEmpty();
  }

  @Test
  void randomAndTruncatedBytesAreReadOrRefused() {
    Random random = new Random(5);
    byte[] whole = Text.of(ann);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length));
      for (int i = 0; i < bytes.length / 50; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      assertThat(Text.parse(bytes).map(text -> text.node().text().length()).orElse(52))
          .isEqualTo(52);
    }
  }

  private static byte[] strings(String... strings) {
    StringBuilder text = new StringBuilder();
    for (String string : strings) {
      text.append((char) string.length()).append(string);
    }
    return text.toString().getBytes(ISO_8859_1);
  }
}
