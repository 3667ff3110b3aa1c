package io.weft.shell.verb;

import static io.weft.shell.verb.FakeMesh.A;
import static io.weft.shell.verb.FakeMesh.B;
import static io.weft.shell.verb.FakeMesh.json;
import static io.weft.shell.verb.FakeMesh.peer;
import static io.weft.shell.verb.FakeMesh.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Codec;
import io.weft.exchange.Encoded;
import io.weft.exchange.Gathered;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.peer.PeerInfo;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestTest {

  private final FakeMesh fake = new FakeMesh();

  @BeforeEach
  void twoNodes() {
    fake.peers.add(peer(B, "node-b", PeerInfo.State.CONNECTED));
  }

  @Test
  void theResultIsPrintedAsJson() {
    FakeMesh.Answer answer = fake.run("request", "hello", "greet", "{\"name\": \"Ada\"}");

    assertThat(answer).isEqualTo(new FakeMesh.Answer(0, "{\n  \"ok\": true\n}\n", ""));
    assertThat(fake.asked.get(0).params()).isEqualTo("application/json {\"name\": \"Ada\"}");
    assertThat(fake.asked.get(0).options().deadline()).isEmpty();
  }

  @Test
  void optionsGoWithTheRequest() {
    fake.run("request", "hello", "greet", "--to", "node-b", "--timeout", "250ms");

    FakeMesh.Asked asked = fake.asked.get(0);
    assertThat(asked.params()).isEqualTo("null");
    assertThat(asked.options().target()).contains(B);
    assertThat(asked.options().deadline()).contains(Duration.ofMillis(250));
  }

  @Test
  void whoMayAnswerAndHowOneIsChosenGoWithTheRequest() {
    fake.run(
        "request",
        "shop",
        "price",
        "--role",
        "open",
        "--range",
        "[1.2,2)",
        "--balancer",
        "sticky",
        "--key",
        "ada",
        "--retries",
        "0",
        "--priority",
        "7");

    RequestOptions options = fake.asked.get(0).options();
    assertThat(options.whom())
        .isEqualTo(
            new RequestOptions.Whom(
                Optional.empty(),
                Optional.of("open"),
                Optional.of("[1.2,2)"),
                Optional.of("sticky"),
                Optional.of("ada")));
    assertThat(options.retries()).isZero();
    assertThat(options.priority()).isEqualTo(7);
  }

  @Test
  void badOptionsAreErrorsOfUsage() {
    assertThat(fake.run("request", "x", "y", "--retries", "10"))
        .isEqualTo(new FakeMesh.Answer(2, "", "weft request: --retries 10 (0 to 9)\n"));
    assertThat(failing(Outcome.NOT_SENT, Reason.BAD_OPTIONS))
        .isEqualTo(new FakeMesh.Answer(2, "", "weft request: no luck\n"));
    assertThat(fake.run("request", "x", "y", "--all", "--rate", "5").exit()).isEqualTo(2);
  }

  @Test
  void allAnswerWithTheirNames() {
    fake.gathered =
        new Gathered(
            Map.of(A, reply(A, json("{\"tea\": 1}"))),
            Map.of(B, new RequestException(Outcome.UNKNOWN, Reason.DEADLINE, "too late")));

    FakeMesh.Answer answer = fake.run("request", "shop", "stock", "--all");

    assertThat(answer.exit()).isEqualTo(1);
    assertThat(answer.out())
        .contains(
            "\"name\": \"node-a\"",
            "\"tea\": 1",
            "\"name\": \"node-b\"",
            "\"failure\": \"too late\"");
    fake.gathered = new Gathered(Map.of(A, reply(A, json("1"))), Map.of());
    assertThat(fake.run("request", "shop", "stock", "--all", "--json").exit()).isZero();
  }

  @Test
  void whoAnsweredIsInTheJson() {
    assertThat(fake.run("request", "hello", "greet", "--json").out())
        .contains("\"node\": \"" + B + "\"", "\"name\": \"node-b\"", "\"ok\": true");
  }

  @Test
  void resultsOfAnyCodecAreShown() {
    assertThat(result(Map.of("a", List.of(1, 2.5)))).isEqualTo("{\"a\":[1,2.5]}");
    assertThat(result(null)).isEqualTo("null");
    assertThat(result(new Encoded(Encoded.BYTES, new byte[0]))).isEqualTo("null");
    assertThat(result(new Encoded(Encoded.BYTES, "text".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo("\"text\"");
    assertThat(result(new Encoded(Encoded.BYTES, new byte[] {-1, 0})))
        .isEqualTo("{\"base64\":\"/wA=\"}");
    assertThat(result(json("{broken"))).isEqualTo("\"{broken\"");
  }

  @Test
  void valuesOfThisNodeAreShownAsTheJsonCodecWritesThem() {
    fake.mesh.codecs = List.of(new GreetingCodec());

    assertThat(result(new Greeting("Hello"))).isEqualTo("{\"text\":\"Hello\"}");
  }

  private record Greeting(String text) {}

  private record GreetingCodec() implements Codec {
    @Override
    public String contentType() {
      return Encoded.JSON;
    }

    @Override
    public boolean accepts(Class<?> type) {
      return type == Greeting.class;
    }

    @Override
    public byte[] encode(Object value) {
      return json("{\"text\":\"" + ((Greeting) value).text() + "\"}").bytes();
    }

    @Override
    public Object decode(ByteBuffer bytes, Type type) {
      throw new UnsupportedOperationException("decode");
    }
  }

  private String result(Object value) {
    fake.exchange = (p, a, v, o) -> CompletableFuture.completedFuture(reply(B, value));
    return fake.run("request", "hello", "greet").out().replaceAll("\\s", "");
  }

  @Test
  void badJsonIsRefusedBeforeAnythingIsSent() {
    FakeMesh.Answer answer = fake.run("request", "hello", "greet", "{\"name\": Ada}");

    assertThat(answer.exit()).isEqualTo(2);
    assertThat(answer.err())
        .isEqualTo(
            "weft request: bad JSON at line 1, column 10: a value is expected, but there is 'A'\n"
                + "in {\"name\": Ada}\n");
    assertThat(fake.asked).isEmpty();
  }

  @Test
  void exitCodesTellWhatTheCallerCanDo() {
    assertThat(failing(Outcome.NOT_SENT, Reason.NO_SERVICE).exit()).isEqualTo(4);
    assertThat(failing(Outcome.NOT_SENT, Reason.NO_ACTION).exit()).isEqualTo(4);
    assertThat(failing(Outcome.UNKNOWN, Reason.DEADLINE).exit()).isEqualTo(5);
    assertThat(failing(Outcome.NOT_SENT, Reason.FORBIDDEN))
        .isEqualTo(
            new FakeMesh.Answer(
                6,
                "",
                "weft request: no luck\n"
                    + "nothing has run: trying again helps when roles or rules have changed\n"));
    assertThat(failing(Outcome.NOT_SENT, Reason.OVERLOADED))
        .isEqualTo(
            new FakeMesh.Answer(
                1, "", "weft request: no luck\nnothing has run: trying again is safe\n"));
    assertThat(failing(Outcome.UNKNOWN, Reason.LINK_LOST).err())
        .isEqualTo(
            "weft request: no luck\nit may have run: try again only if the action may run twice\n");
  }

  private FakeMesh.Answer failing(Outcome outcome, Reason reason) {
    fake.exchange =
        (p, a, v, o) ->
            CompletableFuture.failedFuture(new RequestException(outcome, reason, "no luck"));
    return fake.run("request", "hello", "greet");
  }

  @Test
  void anApplicationErrorIsTold() {
    fake.exchange =
        (p, a, v, o) ->
            CompletableFuture.failedFuture(new ApplicationException("no_such_user", "who is Ada?"));

    assertThat(fake.run("request", "user/auth", "login"))
        .isEqualTo(
            new FakeMesh.Answer(
                1,
                "",
                "weft request: user/auth login answered with the error no_such_user: who is"
                    + " Ada?\n"));
  }

  @Test
  void detailsOfAnErrorAreToldOneToALine() {
    Map<String, String> details = Map.of("user", "ada\nroot", "realm", "studio");
    fake.exchange =
        (p, a, v, o) ->
            CompletableFuture.failedFuture(
                new ApplicationException("no_such_user", "who is Ada?", details));

    assertThat(fake.run("request", "user/auth", "login").toString())
        .contains("who is Ada?\n  realm: studio\n  user: ada root\n");
  }

  @Test
  void namesMayBeAbbreviatedButNotAmbiguous() {
    fake.peers.add(peer(FakeMesh.id('d'), "node-d", PeerInfo.State.KNOWN));

    assertThat(fake.run("request", "x", "y", "--to", "dddd").exit()).isZero();
    assertThat(fake.run("request", "x", "y", "--to", A.text()).exit()).isZero();
    assertThat(fake.run("request", "x", "y", "--to", "node"))
        .isEqualTo(
            new FakeMesh.Answer(
                2,
                "",
                "weft request: \"node\" may be any of node-a (aaaaaaaa), node-b (bbbbbbbb), node-d"
                    + " (dddddddd): say more of the id\n"));
    assertThat(fake.run("request", "x", "y", "--to", "zeta").exit()).isEqualTo(4);
  }

  @Test
  void aLoadRunEndsWithOneLine() {
    AtomicInteger turn = new AtomicInteger();
    fake.exchange =
        (p, a, v, o) ->
            CompletableFuture.completedFuture(
                reply(turn.getAndIncrement() % 2 == 0 ? A : B, json("1")));

    FakeMesh.Answer answer =
        fake.run("request", "hello", "greet", "--rate", "1000", "--for", "100ms");

    assertThat(answer.exit()).isZero();
    assertThat(answer.out())
        .matches(
            "asked 100, answered 100 \\(node-a 50, node-b 50\\), failed 0, p50 \\S+ (µs|ms), p99"
                + " \\S+ (µs|ms), longest gap \\S+ (µs|ms)\n");
  }

  @Test
  void aLoadRunWithFailuresFails() {
    AtomicInteger turn = new AtomicInteger();
    fake.exchange =
        (p, a, v, o) ->
            turn.getAndIncrement() == 3
                ? CompletableFuture.failedFuture(
                    new RequestException(Outcome.UNKNOWN, Reason.LINK_LOST, "lost node-b"))
                : CompletableFuture.completedFuture(reply(B, json("1")));

    FakeMesh.Answer answer =
        fake.run("request", "hello", "greet", "--rate", "500", "--for", "20ms", "--json");

    assertThat(answer.exit()).isEqualTo(1);
    assertThat(answer.out())
        .contains(
            "\"asked\": 10",
            "\"answered\": 9",
            "\"failed\": 1",
            "\"node-b\": 9",
            "\"firstFailure\": \"lost node-b; it may have run: try again only if the action may"
                + " run twice\"");
  }

  @Test
  void aLoadRunKeepsToItsBoundOfRequestsInFlight() {
    fake.exchange = (p, a, v, o) -> new CompletableFuture<>();

    FakeMesh.Answer answer =
        fake.run(
            "request",
            "hello",
            "greet",
            "--rate",
            "1000",
            "--for",
            "50ms",
            "--in-flight",
            "3",
            "--timeout",
            "0s");

    assertThat(answer.exit()).isEqualTo(1);
    assertThat(answer.out()).startsWith("asked 3, answered 0, failed 3, p50 0.0 µs");
    assertThat(answer.err()).isEqualTo("first failure: no answer within 2.0 s\n");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThat(fake.run("request", "x", "y", "--rate", "0").err())
        .isEqualTo("weft request: --rate 0 (1 to 1000000)\n");
    assertThat(fake.run("request", "x", "y", "--rate", "1", "--in-flight", "100001").exit())
        .isEqualTo(2);
    assertThat(fake.run("request", "x", "y", "--timeout", "5").err())
        .startsWith("weft request: Invalid value for option '--timeout': '5' is no duration")
        .contains("write 250ms, 5s, 2m or 1h");
    assertThat(fake.run("request", "x", "y", "--in-flight", "4").exit()).isEqualTo(2);
    assertThat(fake.asked).isEmpty();
  }

  @Test
  void percentilesAreExactToThreePercent() {
    Latencies latencies = new Latencies();
    for (int i = 1; i <= 1000; i++) {
      latencies.add(i * 1000L);
    }
    assertThat(latencies.percentile(0.5).toNanos()).isBetween(500_000L, 516_000L);
    assertThat(latencies.percentile(0.99).toNanos()).isBetween(990_000L, 1_022_000L);
    assertThat(latencies.percentile(1).toNanos()).isBetween(1_000_000L, 1_032_000L);
    latencies.add(Long.MAX_VALUE);
    assertThat(latencies.percentile(1).toNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(new Latencies().percentile(0.5)).isZero();
  }
}
