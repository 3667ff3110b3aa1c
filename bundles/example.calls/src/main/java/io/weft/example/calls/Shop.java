package io.weft.example.calls;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Handler;
import io.weft.exchange.LoadBalancer;
import io.weft.exchange.Request;
import io.weft.exchange.ServiceAt;
import io.weft.node.Node;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * A service that many nodes offer: tells prices, which may be asked twice, and takes orders, which
 * may not.
 */
@Component
@ServiceAt(
    path = "shop",
    version = "1.2.0",
    description = "Tells prices and takes orders.",
    actions = {"price", "order", "ordered"},
    idempotent = {"price", "ordered"},
    balancer = LoadBalancer.POWER_OF_TWO)
public final class Shop implements Handler {

  /** What all of them take. */
  public record Article(String name) {}

  /** What {@code price} answers, in cents. */
  public record Price(int cents, String from) {}

  private static final Map<String, Integer> CENTS = Map.of("tea", 320, "bread", 280);

  private final Node node;
  private final Map<String, Integer> ordered = new ConcurrentHashMap<>();

  @Activate
  public Shop(@Reference Node node) {
    this.node = node;
  }

  @Override
  public Object handle(Request request) {
    return switch (request.action()) {
      case "price" -> new Price(cents(request.as(Article.class)), node.record().name());
      case "order" -> ordered.merge(known(request.as(Article.class)), 1, Integer::sum);
      case "ordered" -> ordered.getOrDefault(known(request.as(Article.class)), 0);
      default -> throw new IllegalStateException("not declared: " + request.action());
    };
  }

  private static int cents(Article article) {
    return CENTS.getOrDefault(known(article), 0);
  }

  private static String known(Article article) {
    if (article == null || article.name() == null || !CENTS.containsKey(article.name())) {
      throw new ApplicationException("no_such_article", "there is tea and bread");
    }
    return article.name();
  }
}
