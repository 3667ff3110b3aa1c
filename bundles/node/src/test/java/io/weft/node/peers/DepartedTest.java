package io.weft.node.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is told of nodes that have said goodbye. */
class DepartedTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final NodeId NODE = new NodeId("a".repeat(NodeId.LENGTH));

  private final Departed departed = new Departed();
  private final PublicKey key = key();

  private NodeRecord record(NodeId id, long sequence) {
    return new NodeRecord(
        id,
        key,
        "ann",
        "blue",
        Set.of(),
        Map.of(),
        Set.of(),
        List.of(),
        sequence,
        NOW.plus(Duration.ofHours(1)));
  }

  @Test
  void whatItSaidBeforeItsGoodbyeIsAnEchoAndWhatItSaysLaterIsNot() {
    departed.add(record(NODE, 7), NOW);
    assertThat(departed.isEcho(record(NODE, 6), NOW)).isTrue();
    assertThat(departed.isEcho(record(NODE, 7), NOW)).isTrue();
    assertThat(departed.isEcho(record(NODE, 8), NOW)).isFalse();
    assertThat(departed.isEcho(record(NODE, 7), NOW)).as("it is back").isFalse();
  }

  @Test
  void aGoodbyeIsRememberedForTenMinutes() {
    departed.add(record(NODE, 7), NOW);
    assertThat(departed.isEcho(record(NODE, 7), NOW.plus(Duration.ofMinutes(9)))).isTrue();
    assertThat(departed.isEcho(record(NODE, 7), NOW.plus(Duration.ofMinutes(11)))).isFalse();
  }

  @Test
  void goodbyesOfVeryManyAreForgottenOldestFirst() {
    for (int i = 0; i <= 4096; i++) {
      departed.add(record(id(i), 7), NOW);
    }
    assertThat(departed.isEcho(record(id(0), 7), NOW)).isFalse();
    assertThat(departed.isEcho(record(id(1), 7), NOW)).isTrue();
  }

  private static NodeId id(int number) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < NodeId.LENGTH - 1; i++) {
      text.append((char) ('a' + (i < 4 ? number >> (4 * i) & 15 : 0)));
    }
    return new NodeId(text.append('a').toString());
  }

  private static PublicKey key() {
    try {
      return KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
