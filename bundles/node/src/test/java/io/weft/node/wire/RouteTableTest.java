package io.weft.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteTableTest {

  private final MessageReader reader = new MessageReader();

  @Test
  void everyRouteIsFoundByBytesAndByText() throws Exception {
    Map<Route, Integer> routes = new HashMap<>();
    for (int i = 0; i < 1000; i++) {
      routes.put(Route.of("service/" + i / 3, "action" + i % 3), i);
    }
    RouteTable<Integer> table = RouteTable.of(routes);

    for (Map.Entry<Route, Integer> entry : routes.entrySet()) {
      assertThat(find(table, entry.getKey())).isEqualTo(entry.getValue());
      assertThat(table.get(entry.getKey().path(), entry.getKey().action()))
          .isEqualTo(entry.getValue());
    }
    assertThat(find(table, Route.of("service/1", "action9"))).isNull();
    assertThat(find(table, Route.of("service/1000", "action0"))).isNull();
    assertThat(table.get("service/1", "action9")).isNull();
  }

  @Test
  void emptyTableFindsNothing() throws Exception {
    RouteTable<String> table = RouteTable.of(Map.of());

    assertThat(find(table, Route.of("a", "b"))).isNull();
    assertThat(table.get("a", "b")).isNull();
  }

  @Test
  void bytesOnTheOtherSideOfTheBorderAreAnotherRoute() throws Exception {
    RouteTable<String> table = RouteTable.of(Map.of(Route.of("ab", "cd"), "this"));

    assertThat(find(table, Route.of("ab", "cd"))).isEqualTo("this");
    assertThat(find(table, Route.of("abc", "d"))).isNull();
    assertThat(find(table, Route.of("", "abcd"))).isNull();
    assertThat(find(table, Route.of("abcd", ""))).isNull();
  }

  @Test
  void tableIsOfTheRoutesAsTheyWere() {
    Map<Route, String> routes = new HashMap<>(Map.of(Route.of("a", "b"), "first"));
    RouteTable<String> table = RouteTable.of(routes);

    routes.put(Route.of("a", "b"), "second");

    assertThat(table.get("a", "b")).isEqualTo("first");
  }

  @Test
  void routesAreEqualByPathAndAction() {
    assertThat(Route.of("a", "b")).isEqualTo(Route.of("a", "b"));
    assertThat(Route.of("a", "b")).hasSameHashCodeAs(Route.of("a", "b"));
    assertThat(Route.of("a", "b")).isNotEqualTo(Route.of("a", "c"));
    assertThat(Route.of("a", "b")).isNotEqualTo(Route.of("b", "b"));
  }

  @Test
  void tooLongRoutesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Route.of("p".repeat(201), "a"))
        .withMessageContaining("service path of 201 bytes (limit 200)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Route.of("p", "a".repeat(101)))
        .withMessageContaining("action of 101 bytes (limit 100)");
  }

  private <V> V find(RouteTable<V> table, Route route) throws WireException {
    byte[] frame = Frames.request(1, route, 0, ContentType.BYTES, new byte[0]);
    ByteBuffer view = WireOracle.view(frame);
    reader.read(view);
    return table.get(view, reader);
  }
}
