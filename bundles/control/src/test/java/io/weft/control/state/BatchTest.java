package io.weft.control.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.control.Colour;
import io.weft.control.Kind;
import io.weft.control.Policy;
import io.weft.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
  private final ManualClock time = new ManualClock();
  private final Replica ada = new Replica(Replica.id(0), time, Duration.ZERO);

  @Test
  void theBytesAreThoseOfTheDocumentation() {
    ada.desk.set("a/b", 0.5, 3);

    assertThat(HexFormat.of().formatHex(ada.take()))
        .isEqualTo(
            "01" // version
                + "00" // nobody else is told
                + "01"
                + "00".repeat(32) // one node
                + "01" // one point
                + "03612f6200" // its name and life
                + "0000" // last writer, a number
                + "01" // one layer
                + "03" // its priority
                + HexFormat.of().toHexDigits(time.millis() << 16)
                + "00" // time and node
                + "01"
                + "3fe0000000000000"); // its value
  }

  @Test
  void everythingIsReadAsItWasWritten() {
    Replica bob = new Replica(Replica.id(1), time, Duration.ZERO);
    ada.desk.set("colour", new Colour(1, 2, 3), 15);
    ada.desk.set("colour", new Colour(3, 2, 1));
    ada.desk.release("colour", 0);
    ada.desk.add("sum", 2.5);
    ada.desk.declare("max", Kind.NUMBER, Policy.MAXIMUM);
    ada.desk.set("max", -7);
    ada.desk.take("lease", Kind.TEXT, Duration.ofSeconds(1), 2);
    ada.desk.set("lease", "held");
    ada.desk.handOver("lease", bob.id);
    ada.desk.set("gone", true);
    ada.desk.delete("gone");
    List<PointState> states = List.copyOf(ada.changes);

    assertThat(Batch.read(Batch.take(List.of(1L, -2L), ada.changes.iterator())))
        .isEqualTo(new Batch(List.of(1L, -2L), states));
  }

  @Test
  void aMessageThatIsCutOrGrownIsRefusedWithItsPlace() {
    ada.desk.set("a/b", "text");
    byte[] message = ada.take();
    for (int length = 0; length < message.length; length++) {
      byte[] cut = Arrays.copyOf(message, length);
      assertThatThrownBy(() -> Batch.read(cut))
          .isInstanceOf(FormException.class)
          .hasMessageContaining("at byte");
    }
    assertThatThrownBy(() -> Batch.read(Arrays.copyOf(message, message.length + 1)))
        .hasMessageContaining("1 bytes after the end");
    assertThatThrownBy(() -> Batch.read(new byte[Batch.MAX_BYTES + 1]))
        .hasMessageContaining("at most");
  }

  @Test
  void aHundredThousandPointsTakeManyMessages() {
    for (int i = 0; i < 5000; i++) {
      ada.desk.set("rig/" + i / 100 + "/lamp-" + i, i);
    }
    List<byte[]> messages = new ArrayList<>();
    Replica bob = new Replica(Replica.id(1), time, Duration.ZERO);
    while (!ada.changes.isEmpty()) {
      messages.add(ada.take());
    }
    messages.forEach(bob::hear);

    assertThat(messages).allSatisfy(each -> assertThat(each.length).isLessThan(50 * 1024));
    assertThat(bob.points()).isEqualTo(ada.points()).hasSize(5000);
  }

  @Test
  void nodeIdsAreTheirBytes() {
    for (int i = 0; i < 26; i++) {
      assertThat(NodeBytes.node(NodeBytes.of(Replica.id(i)))).isEqualTo(Replica.id(i));
    }
  }
}
