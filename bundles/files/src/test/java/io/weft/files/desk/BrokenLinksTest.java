package io.weft.files.desk;

import static io.weft.files.desk.Yard.CHUNK;
import static io.weft.files.desk.Yard.same;
import static io.weft.files.desk.Yard.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.RequestException.Reason;
import io.weft.files.desk.Yard.Place;
import io.weft.files.wire.ChunkRequest;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.State;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of several links breaks while chunks are on it. */
class BrokenLinksTest {
  @TempDir Path root;
  private Yard yard;
  private Place ada;
  private Place bob;

  @BeforeEach
  void yard() {
    yard = new Yard(root);
    ada = yard.place("ada");
    bob = yard.place("bob");
  }

  @AfterEach
  void end() {
    yard.close();
  }

  @Test
  void whatItTookAlongIsAskedForAgainAtOnce() throws Exception {
    Path file = yard.file("film", 40 * CHUNK);
    Set<Integer> lost = ConcurrentHashMap.newKeySet();
    yard.tap =
        (from, action, asked, answer) -> {
          if (action.equals("chunk")
              && lost.size() < 8
              && lost.add(ChunkRequest.read(asked).index())) {
            throw Yard.lost(Reason.LINK_LOST);
          }
          return answer;
        };
    Set<State> states = Collections.synchronizedSet(EnumSet.noneOf(State.class));
    bob.desk.watch((transfer, state) -> states.add(state));

    until(ada.desk.send(file, bob.id), State.DONE);

    same(file, bob.received.resolve("film"));
    assertThat(states).doesNotContain(State.WAITING);
    assertThat(yard.asked("chunk")).isEqualTo(40 + lost.size());
  }

  @Test
  void ifTheyAllBreakAllTheTimeItWaitsAndGoesOn() throws Exception {
    Path file = yard.file("film", 4 * CHUNK);
    yard.tap =
        (from, action, asked, answer) -> {
          if (action.equals("chunk")) {
            throw Yard.lost(Reason.LINK_LOST);
          }
          return answer;
        };
    Transfer sent = ada.desk.send(file, bob.id);
    Transfer received = Yard.other(bob, sent);
    until(received, State.WAITING);

    yard.tap = (from, action, asked, answer) -> answer;

    until(sent, State.DONE);
    same(file, bob.received.resolve("film"));
  }
}
