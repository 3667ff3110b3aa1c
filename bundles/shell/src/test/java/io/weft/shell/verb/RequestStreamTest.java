package io.weft.shell.verb;

import static io.weft.shell.verb.FakeMesh.B;
import static io.weft.shell.verb.FakeMesh.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.ApplicationException;
import io.weft.peer.PeerInfo;
import io.weft.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestStreamTest {

  private final FakeMesh fake = new FakeMesh();
  private final FakeConversation conversation = new FakeConversation();

  @BeforeEach
  void twoNodes() {
    fake.peers.add(peer(B, "node-b", PeerInfo.State.CONNECTED));
    fake.exchange = conversation;
    conversation.item("{\"tick\":\n1}");
    conversation.item("{\"tick\":2}");
    conversation.item("{\"tick\":3}");
  }

  @Test
  void itemsAreOneALine() {
    FakeMesh.Answer answer =
        fake.run("request", "ticker", "ticks", "{\"count\":3}", "--stream", "--timeout", "5s");

    assertThat(answer)
        .isEqualTo(new FakeMesh.Answer(0, "{\"tick\": 1}\n{\"tick\":2}\n{\"tick\":3}\n", ""));
    assertThat(fake.asked.get(0).params()).isEqualTo("application/json {\"count\":3}");
    assertThat(fake.asked.get(0).options().deadline()).contains(Duration.ofSeconds(5));
  }

  @Test
  void asJsonEachLineSaysWhoSentIt() {
    assertThat(fake.run("request", "ticker", "ticks", "--stream", "--json").out().lines())
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).contains(B.toString(), "node-b", "\"item\":"));
  }

  @Test
  void itemsAreSentInOrderAndThenTheEnd() {
    fake.run("request", "ticker", "sum", "--stream", "--item", "1", "--item", "{\"a\":2}");

    Eventually.until(
        "all is sent",
        Duration.ofSeconds(10),
        () -> conversation.said.equals(List.of("1", "{\"a\":2}", "end")));
  }

  @Test
  void countEndsIt() {
    assertThat(fake.run("request", "ticker", "ticks", "--stream", "--count", "2").out().lines())
        .hasSize(2);
    assertThat(fake.run("request", "ticker", "ticks", "--stream", "--count", "0").exit())
        .isEqualTo(2);
  }

  @Test
  void anErrorInTheMiddleFollowsTheItems() {
    conversation.failure = new ApplicationException("torn", "the tape is torn");

    FakeMesh.Answer answer = fake.run("request", "ticker", "ticks", "--stream");

    assertThat(answer.exit()).isEqualTo(1);
    assertThat(answer.out().lines()).hasSize(3);
    assertThat(answer.err())
        .isEqualTo("weft request: ticker ticks answered with the error torn: the tape is torn\n");
  }

  @Test
  void whoMayAnswerIsSaidAsForARequest() {
    fake.run("request", "ticker", "ticks", "--stream", "--range", "[1,2)", "--balancer", "sticky");

    assertThat(fake.asked.get(0).options().whom().versions()).contains("[1,2)");
    assertThat(fake.asked.get(0).options().whom().balancer()).contains("sticky");
  }

  @Test
  void aStreamIsNotAskedForAtARateNorOfAll() {
    assertThat(fake.run("request", "ticker", "ticks", "--stream", "--all").exit()).isEqualTo(2);
    assertThat(fake.run("request", "ticker", "ticks", "--stream", "--rate", "5").exit())
        .isEqualTo(2);
    assertThat(fake.run("request", "ticker", "ticks", "--item", "1").exit()).isEqualTo(2);
    assertThat(fake.run("request", "ticker", "ticks", "--stream", "--item", "{").exit())
        .isEqualTo(2);
    assertThat(fake.asked).isEmpty();
  }
}
