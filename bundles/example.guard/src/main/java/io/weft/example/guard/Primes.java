package io.weft.example.guard;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Handler;
import io.weft.exchange.Request;
import io.weft.exchange.ServiceAt;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** A service that may take long, and stops when nobody waits: counts primes. */
@Component
@ServiceAt(
    path = "guarded/primes",
    description = "Counts primes, for as long as somebody waits.",
    actions = {"count"})
public final class Primes implements Handler {

  /** Up to which number; 0.2 s for a million. */
  static final int MOST = 100_000_000;

  @Activate
  public Primes() {}

  /** What {@code count} takes. */
  public record Below(int limit) {}

  /** What {@code count} answers. */
  public record Count(int primes) {}

  @Override
  public Object handle(Request request) {
    Below below = request.as(Below.class);
    if (below == null || below.limit() < 0 || below.limit() > MOST) {
      throw new ApplicationException(
          ApplicationException.BAD_PARAMS,
          "count needs a limit, as in {\"limit\": 1000}",
          Map.of("limit", "0 to " + MOST));
    }
    int primes = 0;
    for (int number = 2; number < below.limit(); number++) {
      if (request.cancelled()) {
        throw new ApplicationException("stopped", "nobody waits for the primes any more");
      }
      primes += isPrime(number) ? 1 : 0;
    }
    return new Count(primes);
  }

  private static boolean isPrime(int number) {
    for (int divisor = 2; (long) divisor * divisor <= number; divisor++) {
      if (number % divisor == 0) {
        return false;
      }
    }
    return true;
  }
}
