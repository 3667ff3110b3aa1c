package io.weft.example.hello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.example.hello.Ticker.Pace;
import io.weft.example.hello.Ticker.Sum;
import io.weft.example.hello.Ticker.Tick;
import io.weft.exchange.ApplicationException;
import io.weft.exchange.Conversation;
import io.weft.exchange.Incoming;
import io.weft.exchange.Outgoing;
import io.weft.exchange.Payload;
import io.weft.exchange.Request;
import io.weft.node.NodeId;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TickerTest {
  private static final Pattern JAVA = Pattern.compile("(?s)```java\\n(.*?)```");

  private final Ticker ticker = new Ticker();
  private final Deque<Object> incoming = new ArrayDeque<>();
  private final List<Object> sent = new ArrayList<>();

  @Test
  void ticksAreSentInOrder() throws Exception {
    assertThat(ticker.handle(new Asked("ticks", new Pace(3, 0)))).isEqualTo(Optional.empty());
    assertThat(sent).containsExactly(new Tick(1), new Tick(2), new Tick(3));
  }

  @Test
  void aPaceThatCannotBeKeptIsRefused() {
    assertThatThrownBy(() -> ticker.handle(new Asked("ticks", new Pace(-1, 0))))
        .isInstanceOf(ApplicationException.class)
        .hasMessageContaining("\"millis\": 200");
    assertThatThrownBy(() -> ticker.handle(new Asked("ticks", null)))
        .isInstanceOf(ApplicationException.class);
  }

  @Test
  void whatIsSentIsAddedUp() throws Exception {
    incoming.addAll(List.of(1L, 2L, 40L));
    assertThat(ticker.handle(new Asked("sum", null))).isEqualTo(new Sum(3, 43));
  }

  @Test
  void everyRecipeOfTheDocumentationIsCodeOfThisBundle() throws Exception {
    StringBuilder sources = new StringBuilder();
    for (String file :
        List.of(
            "main/java/io/weft/example/hello/Ticker",
            "test/java/io/weft/example/hello/StreamRecipes")) {
      sources.append(Files.readString(Path.of("src", file + ".java")));
    }
    List<String> recipes =
        JAVA.matcher(Files.readString(Path.of("../../docs/streams.md")))
            .results()
            .map(match -> words(match.group(1)))
            .toList();

    assertThat(recipes)
        .hasSize(4)
        .allSatisfy(recipe -> assertThat(words(sources.toString())).contains(recipe));
  }

  private static String words(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  /** A request that has opened a conversation; this test is its caller. */
  private final class Asked implements Request, Conversation, Incoming, Outgoing {
    private final String action;
    private final Object params;

    Asked(String action, Object params) {
      this.action = action;
      this.params = params;
    }

    @Override
    public Conversation conversation() {
      return this;
    }

    @Override
    public Incoming incoming() {
      return this;
    }

    @Override
    public Outgoing outgoing() {
      return this;
    }

    @Override
    public Optional<Payload> next() {
      Object item = incoming.poll();
      return item == null ? Optional.empty() : Optional.of(type -> item);
    }

    @Override
    public CompletionStage<Optional<Payload>> later() {
      return CompletableFuture.completedFuture(next());
    }

    @Override
    public void send(Object item) {
      sent.add(item);
    }

    @Override
    public boolean offer(Object item) {
      return sent.add(item);
    }

    @Override
    public CompletionStage<Void> room() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void end() {}

    @Override
    public void cancel(String code, String message) {}

    @Override
    public CompletionStage<Void> ended() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}

    @Override
    public Object as(Type type) {
      return params;
    }

    @Override
    public String path() {
      return "ticker";
    }

    @Override
    public String action() {
      return action;
    }

    @Override
    public NodeId peer() {
      return caller();
    }

    @Override
    public NodeId caller() {
      return new NodeId("a".repeat(NodeId.LENGTH));
    }

    @Override
    public Duration remaining() {
      return Duration.ofSeconds(1);
    }
  }
}
