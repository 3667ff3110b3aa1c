package io.weft.discovery.dns;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * How it works.
 *
 * @param names domains
 * @param servers to ask, best first; empty: the system's
 * @param timeout of one question to one server
 * @param minRefresh between two looks at one name at least
 * @param maxRefresh between two looks at one name at most
 */
record Settings(
    List<Name> names,
    List<NameServer> servers,
    Duration timeout,
    Duration minRefresh,
    Duration maxRefresh) {

  private static final String PID = "io.weft.discovery.dns";

  /** Each has a thread. */
  private static final int MAX_NAMES = 16;

  private static final int MAX_SERVERS = 8;

  Settings {
    names = List.copyOf(names);
    servers = List.copyOf(servers);
  }

  /**
   * @throws IllegalArgumentException if a setting cannot be used; the message names it
   */
  static Settings of(DnsSettings settings) {
    Duration least = seconds("min_refresh_s", settings.min__refresh__s(), 1, 3600);
    Duration most = seconds("max_refresh_s", settings.max__refresh__s(), 5, 86_400);
    if (most.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "max_refresh_s of %s is %d, less than min_refresh_s (%d)"
              .formatted(PID, most.toSeconds(), least.toSeconds()));
    }
    int timeout = settings.timeout__ms();
    if (timeout < 100 || timeout > 30_000) {
      throw new IllegalArgumentException(
          "timeout_ms of %s is %d (100 to 30000 milliseconds)".formatted(PID, timeout));
    }
    return new Settings(
        atMost(MAX_NAMES, "names", parts(settings.names()).map(Settings::name).distinct().toList()),
        atMost(
            MAX_SERVERS,
            "servers",
            parts(settings.servers()).map(NameServer::parse).distinct().toList()),
        Duration.ofMillis(timeout),
        least,
        most);
  }

  private static Stream<String> parts(String... setting) {
    return Stream.of(setting)
        .flatMap(each -> Stream.of(each.split(",", -1)))
        .map(String::strip)
        .filter(each -> !each.isEmpty());
  }

  private static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(
          "names of %s has \"%s\", which is no domain name: %s"
              .formatted(PID, text, e.getMessage()),
          e);
    }
  }

  private static <T> List<T> atMost(int max, String key, List<T> values) {
    if (values.size() > max) {
      throw new IllegalArgumentException(
          "%s of %s are %d (limit %d)".formatted(key, PID, values.size(), max));
    }
    return values;
  }

  private static Duration seconds(String key, int seconds, int min, int max) {
    if (seconds < min || seconds > max) {
      throw new IllegalArgumentException(
          "%s of %s is %d (%d to %d seconds)".formatted(key, PID, seconds, min, max));
    }
    return Duration.ofSeconds(seconds);
  }
}
