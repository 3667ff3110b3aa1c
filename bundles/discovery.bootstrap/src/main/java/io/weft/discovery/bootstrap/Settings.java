package io.weft.discovery.bootstrap;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How it works.
 *
 * @param addresses where other nodes may be found
 * @param exchange whether peers are asked, and answered
 * @param pace how often
 */
record Settings(List<URI> addresses, boolean exchange, Pace pace) {

  private static final int MIN_SECONDS = 30;
  private static final int MAX_SECONDS = 3600;

  Settings {
    addresses = List.copyOf(addresses);
  }

  /**
   * @throws IllegalArgumentException if a setting cannot be used; the message names it
   */
  static Settings of(BootstrapSettings settings) {
    int seconds = settings.exchange__period__s();
    if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
      throw new IllegalArgumentException(
          "exchange_period_s of io.weft.discovery.bootstrap is %d (%d to %d seconds)"
              .formatted(seconds, MIN_SECONDS, MAX_SECONDS));
    }
    return new Settings(
        KnownAddresses.of(settings.addresses()),
        settings.exchange(),
        Pace.usual(Duration.ofSeconds(seconds)));
  }
}
