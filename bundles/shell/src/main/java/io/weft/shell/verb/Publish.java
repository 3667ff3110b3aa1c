package io.weft.shell.verb;

import io.weft.events.Broadcast;
import io.weft.exchange.Encoded;
import io.weft.exchange.PayloadException;
import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft publish}: sends an event. */
@Command(
    name = "publish",
    description = "Publishes an event to everyone who listens.",
    footer = {
      "",
      "Example: weft publish lab/temperature '{\"celsius\": 21.5}'",
      "JSON: {topic, local}."
    })
final class Publish extends Verb {

  @Parameters(index = "0", paramLabel = "TOPIC", description = "Such as lab/temperature.")
  String topic = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "JSON", description = "The data.")
  @Nullable String data;

  @Option(names = "--local", description = "Only to subscribers in the node's own process.")
  boolean local;

  Publish(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  // There is no @Nullable in the api; it allows null for no data.
  @SuppressWarnings("NullAway")
  @Override
  Exit run() {
    Encoded sent = PayloadText.encoded(data);
    try {
      mesh.events().publish(topic, sent, local ? Broadcast.LOCAL_ONLY : Broadcast.ALL);
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
    } catch (PayloadException e) {
      throw new Failure(Exit.FAILED, "not published: " + e.getMessage());
    }
    if (json) {
      print(Json.object("topic", topic, "local", local));
    } else {
      terminal.line("published " + topic);
    }
    return Exit.FINE;
  }
}
