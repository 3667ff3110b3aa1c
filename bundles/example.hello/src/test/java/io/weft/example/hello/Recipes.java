package io.weft.example.hello;

import io.weft.events.Events;
import io.weft.events.Subscription;
import io.weft.example.hello.Hello.Greeted;
import io.weft.example.hello.Hello.Greeting;
import io.weft.example.hello.Hello.Name;
import io.weft.exchange.Exchange;
import io.weft.exchange.Reply;
import java.util.concurrent.CompletableFuture;

/** The lines of the README that no component of this bundle needs: compiled, so that they stay. */
final class Recipes {
  private Recipes() {}

  static String request(Exchange exchange) {
    CompletableFuture<Reply> reply = exchange.request("hello", "greet", new Name("Ada"));
    String text = reply.join().as(Greeting.class).text(); // "Hello, Ada!"
    return text;
  }

  static Subscription subscribe(Events events) {
    return events.subscribe("hello/*", event -> System.out.println(event.as(Greeted.class).name()));
  }
}
