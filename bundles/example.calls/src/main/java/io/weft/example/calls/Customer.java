package io.weft.example.calls;

import io.weft.example.calls.Shop.Article;
import io.weft.example.calls.Shop.Price;
import io.weft.exchange.ApplicationException;
import io.weft.exchange.Exchange;
import io.weft.exchange.Gathered;
import io.weft.exchange.LoadBalancer;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.RequestOptions.Hedging;
import io.weft.node.NodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Asks the shop, in all the ways that there are. */
@Component(service = Customer.class)
public final class Customer {
  private final Exchange exchange;

  @Activate
  public Customer(@Reference Exchange exchange) {
    this.exchange = exchange;
  }

  /** The plain way. */
  public int price(String article) {
    Reply reply = exchange.request("shop", "price", new Article(article)).join();
    return reply.as(Price.class).cents();
  }

  /** Says what went wrong, and whether trying again is safe. */
  public String order(String article) {
    try {
      return "no. "
          + exchange.request("shop", "order", new Article(article)).join().as(Integer.class);
    } catch (CompletionException e) {
      if (e.getCause() instanceof ApplicationException error) {
        return error.code(); // the shop said no
      }
      if (e.getCause() instanceof RequestException failure) {
        return failure.retrySafe() ? "try again" : "ask " + failure.peer() + " what became of it";
      }
      throw e;
    }
  }

  /** Not longer than this, from one node. */
  public CompletableFuture<Reply> priceAt(NodeId shop) {
    RequestOptions quick = RequestOptions.DEFAULT.withDeadline(Duration.ofMillis(500));
    return exchange.request("shop", "price", new Article("tea"), quick.withTarget(shop));
  }

  /** The same node for the same customer, as long as it is there. */
  public CompletableFuture<Reply> orderAs(String customer) {
    RequestOptions mine =
        RequestOptions.DEFAULT.withBalancer(LoadBalancer.STICKY).withKey(customer);
    return exchange.request("shop", "order", new Article("tea"), mine);
  }

  /** Only shops that call themselves open, with a version that this code was written for. */
  public CompletableFuture<Reply> orderWhereOpen() {
    RequestOptions fitting = RequestOptions.DEFAULT.withRole("open").withVersions("[1.2,2)");
    return exchange.request("shop", "order", new Article("tea"), fitting);
  }

  /** A second shop is asked when the first one takes longer than usual. */
  public CompletableFuture<Reply> quickPrice() {
    RequestOptions hedged = RequestOptions.DEFAULT.with(Hedging.OF_THE_SLOWEST);
    return exchange.request("shop", "price", new Article("tea"), hedged);
  }

  /** All shops are asked at once. */
  public int orderedInAll(String article) {
    Article asked = new Article(article);
    Gathered all = exchange.requestAll("shop", "ordered", asked, RequestOptions.DEFAULT).join();
    return all.answers().values().stream().mapToInt(reply -> reply.as(Integer.class)).sum();
    // all.failures() says who is missing, and why
  }

  /** A picture, into memory of the caller's; how many bytes it has. */
  public CompletableFuture<Integer> picture(String article, ByteBuffer mine) {
    RequestOptions options = RequestOptions.DEFAULT;
    return exchange.request(
        "shop/pictures",
        "picture",
        new Article(article),
        options,
        // On a thread that delivers frames: it only copies.
        answer -> mine.put(answer.bytes()).position());
  }
}
