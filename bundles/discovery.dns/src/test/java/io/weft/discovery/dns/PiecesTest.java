package io.weft.discovery.dns;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.node.NodeId;
import io.weft.testkit.TestNetwork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PiecesTest {

  private static List<byte[]> bytes(String... strings) {
    return Stream.of(strings).map(each -> each.getBytes(ISO_8859_1)).toList();
  }

  @Test
  void recordIsPutTogetherInOrder() {
    byte[] record = new byte[4096];
    new Random(1).nextBytes(record);
    List<String> strings = Zone.strings(record);
    List<String> mixed = new ArrayList<>(strings);
    Collections.shuffle(mixed, new Random(1));
    mixed.add(0, "v=something else");
    Pieces pieces = Pieces.of(bytes(mixed.toArray(String[]::new))).orElseThrow();
    assertThat(pieces.signed()).isEqualTo(record);
    assertThat(pieces.node()).isEmpty();
  }

  @Test
  void nodeMayBeNamedWithoutARecord() {
    NodeId id = new TestNetwork("blue").node("ann").id();
    Pieces pieces = Pieces.of(bytes("Node_Id=" + id)).orElseThrow();
    assertThat(pieces.node()).contains(id);
    assertThat(pieces.signed()).isEmpty();
  }

  @Test
  void textOfOthersSaysNothing() {
    assertThat(Pieces.of(bytes("v=spf1 -all", "r1=AAAA", "", "=", "r0"))).isEmpty();
    assertThat(Pieces.of(List.of())).isEmpty();
  }

  @Test
  void whatCannotBeReadSaysWhy() {
    assertThatThrownBy(() -> Pieces.of(bytes("r0=A*A")))
        .hasMessageContaining("a record that is not base64");
    assertThatThrownBy(() -> Pieces.of(bytes("node_id=me"))).hasMessageContaining("not a node id");
    String[] many = IntStream.range(0, 29).mapToObj(i -> "r" + i + "=AAAA").toArray(String[]::new);
    assertThatThrownBy(() -> Pieces.of(bytes(many))).hasMessage("a record in 29 pieces (limit 28)");
    String[] large =
        IntStream.range(0, 28)
            .mapToObj(i -> "r" + i + "=" + "A".repeat(240))
            .toArray(String[]::new);
    assertThatThrownBy(() -> Pieces.of(bytes(large)))
        .hasMessage("a record of 5040 bytes (limit 4096)");
  }
}
