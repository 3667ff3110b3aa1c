package io.weft.example.hello;

import io.weft.events.Events;
import io.weft.exchange.ApplicationException;
import io.weft.exchange.Handler;
import io.weft.exchange.Request;
import io.weft.exchange.ServiceAt;
import io.weft.node.Node;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A service: greets people, and tells the time of its node. */
@Component
@ServiceAt(
    path = "hello",
    version = "1.0.0",
    description = "Greets people, and tells the time.",
    actions = {"greet", "time"})
public final class Hello implements Handler {

  /** What {@code greet} takes. */
  public record Name(String name) {}

  /** What {@code greet} answers. */
  public record Greeting(String text, String from) {}

  /** What is published on {@code hello/greeted}. */
  public record Greeted(String name, String by) {}

  /** What {@code time} answers. */
  public record Time(OffsetDateTime now, String from) {}

  private final Node node;
  private final Events events;
  private final Clock clock;

  /** Declarative Services find the node and its events, and call this when both are there. */
  @Activate
  public Hello(@Reference Node node, @Reference Events events) {
    this(node, events, Clock.system(ZoneId.systemDefault()));
  }

  Hello(Node node, Events events, Clock clock) {
    this.node = node;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public Object handle(Request request) {
    return switch (request.action()) {
      case "greet" -> greet(request.as(Name.class));
      case "time" -> new Time(OffsetDateTime.now(clock), here());
      default -> throw new IllegalStateException("not declared: " + request.action());
    };
  }

  private Greeting greet(Name asked) {
    if (asked == null || asked.name() == null || asked.name().isBlank()) {
      throw new ApplicationException(
          ApplicationException.BAD_PARAMS, "greet needs a name, as in {\"name\": \"Ada\"}");
    }
    events.publish("hello/greeted", new Greeted(asked.name(), here()));
    return new Greeting("Hello, " + asked.name() + "!", here());
  }

  private String here() {
    return node.record().name();
  }
}
