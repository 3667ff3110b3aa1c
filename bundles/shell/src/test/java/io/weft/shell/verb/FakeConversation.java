package io.weft.shell.verb;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Conversation;
import io.weft.exchange.Encoded;
import io.weft.exchange.Exchange;
import io.weft.exchange.Incoming;
import io.weft.exchange.Outgoing;
import io.weft.exchange.Payload;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestOptions;
import io.weft.node.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A conversation whose items a test gives; it keeps what is sent. */
final class FakeConversation implements Conversation, Exchange {
  final Deque<Payload> items = new ArrayDeque<>();
  final List<String> said = new CopyOnWriteArrayList<>();
  ApplicationException failure;

  void item(String json) {
    items.add(FakeMesh.reply(FakeMesh.B, FakeMesh.json(json)));
  }

  @Override
  public CompletableFuture<Reply> request(
      String path, String action, Object params, RequestOptions options) {
    throw new UnsupportedOperationException("a conversation is expected");
  }

  @Override
  public CompletableFuture<Conversation> open(
      String path, String action, Object params, RequestOptions options) {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public NodeId peer() {
    return FakeMesh.B;
  }

  @Override
  public Incoming incoming() {
    return new Incoming() {
      @Override
      public Optional<Payload> next() {
        Payload item = items.poll();
        if (item == null && failure != null) {
          throw failure;
        }
        return Optional.ofNullable(item);
      }

      @Override
      public CompletionStage<Optional<Payload>> later() {
        return CompletableFuture.completedFuture(next());
      }
    };
  }

  @Override
  public Outgoing outgoing() {
    return new Outgoing() {
      @Override
      public void send(Object item) {
        said.add(new String(((Encoded) item).bytes(), StandardCharsets.UTF_8));
      }

      @Override
      public boolean offer(Object item) {
        send(item);
        return true;
      }

      @Override
      public CompletionStage<Void> room() {
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public void end() {
        said.add("end");
      }
    };
  }

  @Override
  public void cancel(String code, String message) {
    said.add(code);
  }

  @Override
  public CompletionStage<Void> ended() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {}
}
