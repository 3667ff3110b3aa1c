package io.weft.files.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.NodeId;
import io.weft.transfer.Transfer.Direction;
import io.weft.transfer.Transfer.State;
import io.weft.transfer.TransferException.Reason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LiveTest {
  private static final NodeId BOB = new NodeId("b".repeat(NodeId.LENGTH - 1) + "a");

  private final AtomicInteger cleaned = new AtomicInteger();
  private final Live live =
      new Live(
              "id",
              Direction.IN,
              BOB,
              "film",
              new Live.Around(
                  (peer, action, message, patience) -> new CompletableFuture<>(),
                  new Nobody(),
                  new Notices(Runnable::run),
                  () -> 0))
          .driven(new Counting());

  private final class Counting implements Live.Reins {
    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void cancelled() {
      cleaned.incrementAndGet();
    }
  }

  private static final class Nobody implements Company {
    @Override
    public long session(NodeId node) {
      return 0;
    }

    @Override
    public boolean sameHost(NodeId node) {
      return false;
    }

    @Override
    public List<LinkUse> links(NodeId node) {
      return List.of();
    }

    @Override
    public String name(NodeId node) {
      return "bob";
    }
  }

  @Test
  void whatLandsCannotBeCancelled() {
    live.to(State.RUNNING, "");
    assertThat(live.lands()).isTrue();

    live.cancel();

    assertThat(live.state()).isEqualTo(State.RUNNING);
    assertThat(cleaned).hasValue(0);
    assertThat(live.to(State.DONE, "as film")).isTrue();
    assertThat(live.completion().toCompletableFuture()).isCompletedWithValue(live);
  }

  @Test
  void whatCannotLandHasFailed() {
    live.to(State.RUNNING, "");
    live.lands();

    assertThat(live.end(State.FAILED, Reason.DISK, "no space")).isTrue();
    assertThat(live.state()).isEqualTo(State.FAILED);
  }

  @Test
  void whatIsCancelledDoesNotLand() {
    live.cancel();

    assertThat(cleaned).hasValue(1);
    assertThat(live.lands()).isFalse();
    assertThat(live.to(State.DONE, "")).isFalse();
  }
}
