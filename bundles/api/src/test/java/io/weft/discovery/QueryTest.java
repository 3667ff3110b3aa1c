package io.weft.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class QueryTest {

  @Test
  void emptyAndTooLongValuesAreRefusedWithTheLimit() {
    assertThatThrownBy(() -> new Query(Query.Kind.ROLE, "")).hasMessageContaining("a role of 0");
    assertThatThrownBy(() -> new Query(Query.Kind.SERVICE, "x".repeat(Query.MAX_LENGTH + 1)))
        .hasMessageContaining("201")
        .hasMessageContaining("200");
  }

  @Test
  void availabilityStaysWithinItsBounds() {
    assertThat(new Availability(140, -1)).isEqualTo(new Availability(100, 0));
    assertThat(new Availability(-3, 5)).isEqualTo(new Availability(0, 5));
  }
}
