package io.weft.example.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Headers;
import io.weft.exchange.Intercepted;
import io.weft.exchange.Interceptor.Watch;
import io.weft.exchange.Request;
import io.weft.node.NodeId;
import java.lang.reflect.Type;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PrimesTest {
  private static final NodeId ID = new NodeId("a".repeat(NodeId.LENGTH));

  private final Primes primes = new Primes();
  private final TenantGuard guard = new TenantGuard();

  /** A request of this process. */
  private record Asked(Object params, boolean cancelled) implements Request {
    @Override
    public Object as(Type type) {
      return params;
    }

    @Override
    public String path() {
      return "guarded/primes";
    }

    @Override
    public String action() {
      return "count";
    }

    @Override
    public NodeId caller() {
      return ID;
    }

    @Override
    public Duration remaining() {
      return Duration.ofSeconds(1);
    }
  }

  /** A request on its way. */
  private record Passing(String path, Headers headers) implements Intercepted {
    @Override
    public String action() {
      return "count";
    }

    @Override
    public NodeId caller() {
      return ID;
    }

    @Override
    public Duration remaining() {
      return Duration.ofSeconds(1);
    }

    @Override
    public void headers(Headers next) {
      throw new AssertionError("the guard changes nothing");
    }
  }

  @Test
  void primesAreCounted() {
    assertThat(primes.handle(new Asked(new Primes.Below(100), false)))
        .isEqualTo(new Primes.Count(25));
  }

  @Test
  void countingStopsWhenNobodyWaits() {
    assertThatThrownBy(() -> primes.handle(new Asked(new Primes.Below(Primes.MOST), true)))
        .isInstanceOfSatisfying(
            ApplicationException.class, e -> assertThat(e.code()).isEqualTo("stopped"));
  }

  @Test
  void limitsOutOfRangeAreToldWithTheRange() {
    for (Object wrong : new Object[] {new Primes.Below(-1), new Primes.Below(Primes.MOST + 1)}) {
      assertThatThrownBy(() -> primes.handle(new Asked(wrong, false)))
          .isInstanceOfSatisfying(
              ApplicationException.class,
              e -> assertThat(e.details()).containsEntry("limit", "0 to 100000000"));
    }
    assertThatThrownBy(() -> primes.handle(new Asked(null, false)))
        .isInstanceOf(ApplicationException.class);
  }

  @Test
  void theGuardWantsATenantWhereItStands() {
    assertThatThrownBy(() -> guard.serving(new Passing("guarded/primes", Headers.NONE)))
        .isInstanceOfSatisfying(
            ApplicationException.class, e -> assertThat(e.code()).isEqualTo("no_tenant"));
    assertThat(guard.serving(new Passing("guarded/primes", Headers.NONE.with("tenant", "studio"))))
        .isSameAs(Watch.NOBODY);
    assertThat(guard.serving(new Passing("hello", Headers.NONE))).isSameAs(Watch.NOBODY);
  }
}
