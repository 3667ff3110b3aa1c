package io.weft.node.mesh;

import io.weft.netif.InterfaceKind;
import io.weft.node.peers.CompanySize;
import io.weft.node.transports.ListenSettings;
import io.weft.transport.LinkOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The network's settings, checked. See {@link NetworkSettings} for each one's meaning.
 *
 * @param bind the only address to use; empty: all interfaces
 * @param bulkListen with a host and a port each
 * @param keepAlive the longest silence that a link may have
 */
public record Settings(
    String name,
    Optional<InetAddress> bind,
    int port,
    List<URI> listen,
    List<URI> bulkListen,
    Set<String> roles,
    Map<String, String> tags,
    boolean discoveryEnabled,
    Set<String> discoveryProviders,
    boolean securityEnabled,
    Duration connectionTimeout,
    Duration requestTimeout,
    Duration keepAlive,
    int maxConnections,
    int maxMessageSize,
    Map<String, InterfaceKind> interfaceKinds,
    CompanySize company,
    boolean autoConnect,
    boolean relay) {

  /** Longest name of a node, in characters: it fits into every announcement. */
  public static final int MAX_NAME_LENGTH = 64;

  public Settings {
    listen = List.copyOf(listen);
    bulkListen = List.copyOf(bulkListen);
    roles = Set.copyOf(roles);
    tags = Map.copyOf(tags);
    discoveryProviders = Set.copyOf(discoveryProviders);
    interfaceKinds = Map.copyOf(interfaceKinds);
  }

  /** Whether a node with these settings listens where one with those does not. */
  boolean listensElsewhereThan(Settings before) {
    return !before.bind.equals(bind)
        || before.port != port
        || !before.listen.equals(listen)
        || !before.bulkListen.equals(bulkListen);
  }

  /** The defaults, for this name, on this address. */
  public static Settings of(String name, Optional<InetAddress> bind) {
    return new Settings(
        name,
        bind,
        0,
        List.of(),
        List.of(),
        Set.of(),
        Map.of(),
        true,
        Set.of(),
        true,
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        1024,
        16 * 1024 * 1024,
        Map.of(),
        CompanySize.STANDARD,
        true,
        true);
  }

  /**
   * Reads the settings of a configuration.
   *
   * @throws IllegalArgumentException for a value that cannot be used; the message names the key,
   *     the value and what is expected
   */
  static Settings of(NetworkSettings given) {
    String name = given.name().isBlank() ? hostName() : given.name().strip();
    if (name.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "name is " + name.length() + " characters long (at most " + MAX_NAME_LENGTH + ")");
    }
    Optional<InetAddress> bind = bind(given.bind__address().strip());
    List<URI> listen = Listening.at(given.listen());
    boolean secured = given.security__enabled();
    if (!secured && !bind.map(InetAddress::isLoopbackAddress).orElse(false)) {
      throw new IllegalArgumentException(
          "security_enabled=false needs bind_address=127.0.0.1: plain links are for debugging on"
              + " one machine only");
    }
    return new Settings(
        name,
        bind,
        range("port", given.port(), 0, 65535),
        listen,
        Listening.forBulk(given.bulk__listen(), listen),
        words(given.roles()),
        tags(given.tags()),
        given.discovery__enabled(),
        words(given.discovery__providers()),
        secured,
        Duration.ofMillis(
            range("connection_timeout_ms", given.connection__timeout__ms(), 100, 60_000)),
        Duration.ofMillis(range("request_timeout_ms", given.request__timeout__ms(), 1, 86_400_000)),
        Duration.ofMillis(range("keep_alive_ms", given.keep__alive__ms(), 5_000, 3_600_000)),
        range("max_connections", given.max__connections(), 1, 65_535),
        range("max_message_size", given.max__message__size(), 65_536, 1 << 30),
        kinds(given.interface__kinds()),
        company(given.company()),
        given.auto__connect(),
        given.relay());
  }

  private static CompanySize company(String text) {
    try {
      return CompanySize.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("company is \"" + text + "\": " + e.getMessage(), e);
    }
  }

  private static int range(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(key + " is " + value + " (" + least + " to " + most + ")");
    }
    return value;
  }

  private static Optional<InetAddress> bind(String text) {
    if (text.isEmpty() || text.equals("0.0.0.0") || text.equals("::")) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "bind_address is \"" + text + "\": no address of this machine, such as 192.168.1.5", e);
    }
  }

  private static Set<String> words(String[] texts) {
    Set<String> all = new TreeSet<>();
    for (String text : texts) {
      for (String one : text.split(",")) {
        if (!one.isBlank()) {
          all.add(one.strip());
        }
      }
    }
    return all;
  }

  private static Map<String, String> tags(String[] texts) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String word : words(texts)) {
      int equals = word.indexOf('=');
      all.put(
          equals < 0 ? word : word.substring(0, equals),
          equals < 0 ? "" : word.substring(equals + 1));
    }
    return all;
  }

  private static Map<String, InterfaceKind> kinds(String[] texts) {
    Map<String, InterfaceKind> all = new LinkedHashMap<>();
    tags(texts)
        .forEach(
            (name, kind) -> {
              try {
                all.put(name, InterfaceKind.valueOf(kind.toUpperCase(Locale.ROOT)));
              } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                    "interface_kinds has \""
                        + name
                        + "="
                        + kind
                        + "\": the kind is one of "
                        + Arrays.toString(InterfaceKind.values()).toLowerCase(Locale.ROOT),
                    e);
              }
            });
    return all;
  }

  private static String hostName() {
    String host = System.getenv("HOSTNAME");
    try {
      host = host == null || host.isBlank() ? InetAddress.getLocalHost().getHostName() : host;
    } catch (UnknownHostException e) {
      host = "node";
    }
    int dot = host.indexOf('.');
    return dot > 0 ? host.substring(0, dot) : host;
  }

  LinkOptions linkOptions() {
    return new LinkOptions(maxMessageSize, maxConnections, connectionTimeout, securityEnabled);
  }

  boolean runs(String provider) {
    return discoveryEnabled
        && (discoveryProviders.isEmpty() || discoveryProviders.contains(provider));
  }

  /**
   * Where to listen.
   *
   * @param data where sockets that are files are made
   */
  ListenSettings listening(Path data) {
    String host = bind.map(InetAddress::getHostAddress).orElse("0.0.0.0");
    return new ListenSettings(host, port, listen, bulkListen, data);
  }
}
