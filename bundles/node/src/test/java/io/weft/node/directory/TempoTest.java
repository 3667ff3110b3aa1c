package io.weft.node.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.ServiceDescription;
import io.weft.node.NodeId;
import io.weft.node.directory.Counters.Ending;
import io.weft.node.session.Conversations;
import io.weft.node.session.Session;
import io.weft.node.session.SessionHost;
import io.weft.testkit.FixedCandidate;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class TempoTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final NodeId NODE = FixedCandidate.numbered(1).node();

  private final RemoteEntry entry =
      new RemoteEntry(
          NODE,
          new Session(nobody(), NODE, 65_536),
          new ServiceDescription("p", "1.0.0", "", Set.of("do"), List.of()),
          true,
          () -> {
            throw new UnsupportedOperationException("peer");
          },
          null);
  private final RemotePath path = new RemotePath("p", List.of(entry), null);

  private static SessionHost nobody() {
    return (SessionHost)
        Proxy.newProxyInstance(
            TempoTest.class.getClassLoader(),
            new Class<?>[] {SessionHost.class},
            (proxy, method, args) -> {
              if (method.getName().equals("background")) {
                return (Executor) Runnable::run;
              }
              if (method.getName().equals("conversations")) {
                return Conversations.NONE;
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  private void calls(int count, long nowNanos) {
    for (int i = 0; i < count; i++) {
      path.tempo().tick(path, nowNanos);
      entry.counters().begin();
      entry.counters().end(1_000, Ending.ANSWERED);
    }
  }

  private int repeats(long nowNanos, int percent) {
    int count = 0;
    while (count < 100_000 && path.tempo().repeat(path, nowNanos, percent)) {
      count++;
    }
    return count;
  }

  @Test
  void aFewMayAlwaysBeMadeAgain() {
    assertThat(repeats(0, 20)).isEqualTo(Tempo.RESERVE);
    assertThat(repeats(0, 0)).isZero();
  }

  @Test
  void theRestIsAPartOfTheCallsOfLate() {
    calls(1_000, 0);
    calls(1_000, 4 * SECOND);

    assertThat(repeats(4 * SECOND, 20)).isEqualTo(400 + Tempo.RESERVE);
  }

  @Test
  void theWindowBeforeCountsToo() {
    calls(1_000, 0);
    calls(1_000, 6 * SECOND);

    assertThat(repeats(6 * SECOND, 20)).isEqualTo(400 + Tempo.RESERVE);
    assertThat(repeats(9 * SECOND, 20)).as("used up").isZero();
  }

  @Test
  void callsOfLongAgoDoNotCount() {
    calls(1_000, 0);
    calls(100, 60 * SECOND);

    assertThat(repeats(60 * SECOND, 20)).isEqualTo(20 + Tempo.RESERVE);
    calls(0, 120 * SECOND);
    assertThat(repeats(120 * SECOND, 20)).isEqualTo(Tempo.RESERVE);
  }
}
