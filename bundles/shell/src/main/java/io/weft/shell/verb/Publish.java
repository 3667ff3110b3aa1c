package io.weft.shell.verb;

import io.weft.events.Broadcast;
import io.weft.events.EventException;
import io.weft.events.PublishOptions;
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
      "Example: weft publish lab/temperature '{\"celsius\": 21.5}' --retain",
      "JSON: {topic, local, retain, acknowledge}."
    })
final class Publish extends Verb {

  @Parameters(index = "0", paramLabel = "TOPIC", description = "Such as lab/temperature.")
  String topic = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "JSON", description = "The data.")
  @Nullable String data;

  @Option(names = "--local", description = "Only to subscribers in the node's own process.")
  boolean local;

  @Option(
      names = "--one-per-service",
      description = "To one node for each service that listens, in turn.")
  boolean onePerService;

  @Option(
      names = "--retain",
      description = {
        "The node keeps it as the topic's last value, for who subscribes later.",
        "Without data: the last value is cleared."
      })
  boolean retain;

  @Option(
      names = "--acknowledge",
      description = "At least once: delivered again until it is handled, or a dead letter.")
  boolean acknowledge;

  Publish(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  // There is no @Nullable in the api; it allows null for no data.
  @SuppressWarnings("NullAway")
  @Override
  Exit run() {
    if (local && onePerService) {
      throw new Failure(Exit.USAGE, "--local and --one-per-service: one of them, not both");
    }
    Encoded sent = PayloadText.encoded(data);
    Broadcast broadcast =
        local ? Broadcast.LOCAL_ONLY : onePerService ? Broadcast.ONE_PER_SERVICE : Broadcast.ALL;
    try {
      mesh.events().publish(topic, sent, new PublishOptions(broadcast, retain, acknowledge));
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
    } catch (PayloadException | EventException e) {
      throw new Failure(Exit.FAILED, "not published: " + e.getMessage());
    }
    if (json) {
      print(
          Json.object(
              "topic", topic, "local", local, "retain", retain, "acknowledge", acknowledge));
    } else {
      terminal.line("published " + topic);
    }
    return Exit.FINE;
  }
}
