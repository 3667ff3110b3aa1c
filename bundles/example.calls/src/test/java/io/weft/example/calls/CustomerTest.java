package io.weft.example.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.example.calls.Shop.Article;
import io.weft.exchange.ApplicationException;
import io.weft.exchange.Exchange;
import io.weft.exchange.Gathered;
import io.weft.exchange.Lent;
import io.weft.exchange.Reply;
import io.weft.exchange.Request;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.RequestOptions.Hedging;
import io.weft.node.Node;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CustomerTest {
  private static final NodeId HERE = new NodeId("a".repeat(NodeId.LENGTH));

  private final OneShop exchange = new OneShop();
  private final Customer customer = new Customer(exchange);

  /** A node that has a name. */
  private record NamedNode() implements Node {
    @Override
    public NodeRecord record() {
      return new NodeRecord(
          HERE, null, "corner", "test", Set.of(), Map.of(), Set.of(), List.of(), 1, Instant.EPOCH);
    }

    @Override
    public boolean ready() {
      return true;
    }
  }

  private record Asked(String action, Object params) implements Request {
    @Override
    public Object as(Type type) {
      return params;
    }

    @Override
    public String path() {
      return "shop";
    }

    @Override
    public NodeId caller() {
      return HERE;
    }

    @Override
    public Duration remaining() {
      return Duration.ofSeconds(1);
    }
  }

  private record Told(Object value) implements Reply {
    @Override
    public Object as(Type type) {
      return value;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T as(Class<T> type) {
      return (T) (value instanceof Lent lent ? ByteBuffer.wrap(lent.taken()) : value);
    }

    @Override
    public NodeId from() {
      return HERE;
    }
  }

  /** One shop, in this process. */
  private static final class OneShop implements Exchange {
    final Shop shop = new Shop(new NamedNode());
    final Pictures pictures = new Pictures();
    final List<RequestOptions> asked = new ArrayList<>();
    RequestException failure;

    @Override
    public CompletableFuture<Reply> request(
        String path, String action, Object params, RequestOptions options) {
      asked.add(options);
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      try {
        Request wanted = new Asked(action, params);
        return CompletableFuture.completedFuture(
            new Told(path.equals("shop") ? shop.handle(wanted) : pictures.handle(wanted)));
      } catch (ApplicationException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    public CompletableFuture<Gathered> requestAll(
        String path, String action, Object params, RequestOptions options) {
      return request(path, action, params, options)
          .thenApply(reply -> new Gathered(Map.of(HERE, reply), Map.of()));
    }
  }

  @Test
  void pricesAreToldAndOrdersTaken() {
    assertThat(customer.price("tea")).isEqualTo(320);
    assertThat(customer.order("tea")).isEqualTo("no. 1");
    assertThat(customer.order("coal")).isEqualTo("no_such_article");
    assertThat(customer.orderedInAll("tea")).isEqualTo(1);
  }

  @Test
  void picturesArriveInMemoryOfTheCallerAndTheirOwnIsUsedAgain() {
    ByteBuffer mine = ByteBuffer.allocate(Pictures.MOST_BYTES);

    assertThat(customer.picture("tea", mine)).isCompletedWithValue(300_000);
    assertThat(mine.get(0)).isEqualTo((byte) 't');
    assertThat(exchange.pictures.spares()).isOne();
    assertThat(customer.picture("bread", mine.clear())).isCompletedWithValue(500_000);
    assertThat(exchange.pictures.spares()).isOne();
  }

  @Test
  void failuresSayWhatToDo() {
    exchange.failure = new RequestException(Outcome.NOT_SENT, Reason.NO_SERVICE, "closed");
    assertThat(customer.order("tea")).isEqualTo("try again");
    exchange.failure = new RequestException(Outcome.UNKNOWN, Reason.LINK_LOST, "lost");
    assertThat(customer.order("tea")).startsWith("ask ");
  }

  @Test
  void optionsGoWithTheRequests() {
    customer.priceAt(HERE);
    customer.orderAs("ada");
    customer.orderWhereOpen();
    customer.quickPrice();

    assertThat(exchange.asked.get(0).target()).contains(HERE);
    assertThat(exchange.asked.get(0).deadline()).contains(Duration.ofMillis(500));
    assertThat(exchange.asked.get(1).whom().key()).contains("ada");
    assertThat(exchange.asked.get(2).whom().versions()).contains("[1.2,2)");
    assertThat(exchange.asked.get(2).whom().role()).contains("open");
    assertThat(exchange.asked.get(3).hedging()).contains(Hedging.OF_THE_SLOWEST);
    assertThat(new Article("tea").name()).isEqualTo("tea");
  }
}
