package io.weft.shell.verb;

import io.weft.exchange.Conversation;
import io.weft.exchange.Encoded;
import io.weft.exchange.Payload;
import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prints the items of a conversation as they come, one a line, and sends some. */
final class Streamed {
  private final Mesh mesh;
  private final Terminal terminal;
  private final boolean json;

  /**
   * @param json whether a line says who has sent it
   */
  Streamed(Mesh mesh, Terminal terminal, boolean json) {
    this.mesh = mesh;
    this.terminal = terminal;
    this.json = json;
  }

  /**
   * Shows the items until there are no more.
   *
   * @param sent items to send; then this side ends
   * @param count end after so many; {@code null} for all
   */
  void show(Conversation conversation, List<Encoded> sent, @Nullable Long count)
      throws InterruptedException {
    Thread sending = sending(conversation, sent);
    try {
      long shown = 0;
      while (count == null || shown < count) {
        Optional<Payload> item = conversation.incoming().next();
        if (item.isEmpty()) {
          break;
        }
        terminal.line(line(conversation, item.get()));
        terminal.flush();
        shown++;
      }
    } finally {
      conversation.close();
      sending.interrupt();
    }
  }

  private String line(Conversation conversation, Payload item) {
    // Line ends can stand between the values of JSON only, not in them.
    Json.Raw value = new Json.Raw(PayloadText.json(item, mesh).text().replaceAll("[\r\n]", " "));
    return json
        ? Json.line(
            Json.object(
                "node",
                conversation.peer(),
                "name",
                new Names(mesh).of(conversation.peer()),
                "item",
                value))
        : value.text();
  }

  /** On a thread of its own: the other side may take them only as fast as its own are taken. */
  private static Thread sending(Conversation conversation, List<Encoded> sent) {
    Thread thread = new Thread(() -> send(conversation, sent), "weft-shell-items");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void send(Conversation conversation, List<Encoded> items) {
    try {
      for (Encoded item : items) {
        conversation.outgoing().send(item);
      }
      conversation.outgoing().end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      return; // who takes the items is told the same
    }
  }
}
