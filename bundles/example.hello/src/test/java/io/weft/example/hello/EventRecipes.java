package io.weft.example.hello;

import io.weft.events.Broadcast;
import io.weft.events.Event;
import io.weft.events.EventException;
import io.weft.events.EventHandler;
import io.weft.events.Events;
import io.weft.events.Overflow;
import io.weft.events.PublishOptions;
import io.weft.events.SubscribesTo;
import io.weft.events.Subscription;
import io.weft.events.SubscriptionOptions;
import java.util.concurrent.Executor;
import org.osgi.service.component.annotations.Component;

/** What docs/events.md shows: compiled, so that it stays true. */
final class EventRecipes {
  private EventRecipes() {}

  record Level(double value) {}

  record Order(int number) {}

  static void publish(Events events) {
    events.publish("lights/stage", new Level(0.8));
    events.publish("lights/stage", new Level(0.8), Broadcast.LOCAL_ONLY);
  }

  static Subscription subscribe(Events events) {
    Subscription lights =
        events.subscribe("lights/**", event -> show(event.topic(), event.as(Level.class)));
    return lights;
  }

  @Component
  @SubscribesTo(topics = "orders/*", group = "printers")
  static final class Printer implements EventHandler {
    @Override
    public void on(Event event) {
      print(event.as(Order.class));
    }
  }

  static void retain(Events events) {
    events.publish("lights/stage", new Level(0.8), PublishOptions.DEFAULT.withRetain());
    events.publish("lights/stage", null, PublishOptions.DEFAULT.withRetain()); // clears it
  }

  static void group(Events events) {
    events.subscribe(
        "orders/*",
        SubscriptionOptions.DEFAULT.withGroup("printers"),
        event -> print(event.as(Order.class)));
  }

  static void onePerService(Events events) {
    events.publish(
        "orders/new",
        new Order(17),
        PublishOptions.DEFAULT.withBroadcast(Broadcast.ONE_PER_SERVICE));
  }

  static void atLeastOnce(Events events) {
    try {
      events.publish("orders/new", new Order(17), PublishOptions.DEFAULT.withAcknowledge());
    } catch (EventException e) {
      slowDown(e.getMessage()); // too many wait to be acknowledged
    }
  }

  static void acknowledge(Events events, Executor later) {
    events.subscribe(
        "orders/*",
        SubscriptionOptions.DEFAULT.withAcknowledge(),
        event ->
            later.execute(
                () -> {
                  print(event.as(Order.class));
                  event.acknowledge();
                }));
  }

  static void deadLetters(Events events) {
    events.subscribe("$dead/**", event -> warn(event.topic(), event.reason().orElse("")));
  }

  static void overflow(Events events) {
    events.subscribe(
        "meters/**",
        SubscriptionOptions.DEFAULT.withQueue(100, Overflow.DROP_OLDEST),
        event -> {
          if (event.missedBefore() > 0) {
            warn(event.topic(), event.missedBefore() + " are missing");
          }
        });
  }

  private static void show(String topic, Level level) {
    System.out.println(topic + " " + level);
  }

  private static void print(Order order) {
    System.out.println(order);
  }

  private static void slowDown(String why) {
    System.out.println(why);
  }

  private static void warn(String topic, String why) {
    System.out.println(topic + ": " + why);
  }
}
