package io.weft.node.mesh;

import io.weft.node.peers.CompanySize;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Settings with a few other values: {@code new Altered(settings).name("b").settings()}. */
final class Altered {
  private final Settings from;
  private String name;
  private List<URI> listen;
  private List<URI> bulkListen;
  private Set<String> roles;
  private boolean discovery;
  private Duration connectionTimeout;
  private int maxConnections;
  private int maxMessageSize;
  private CompanySize company;
  private boolean autoConnect;
  private boolean relay;

  Altered(Settings from) {
    this.from = from;
    name = from.name();
    listen = from.listen();
    bulkListen = from.bulkListen();
    roles = from.roles();
    discovery = from.discoveryEnabled();
    connectionTimeout = from.connectionTimeout();
    maxConnections = from.maxConnections();
    maxMessageSize = from.maxMessageSize();
    company = from.company();
    autoConnect = from.autoConnect();
    relay = from.relay();
  }

  Altered name(String other) {
    name = other;
    return this;
  }

  Altered listen(URI address) {
    listen = List.of(address);
    return this;
  }

  Altered bulkListen(URI... addresses) {
    bulkListen = List.of(addresses);
    return this;
  }

  Altered roles(String... all) {
    roles = Set.of(all);
    return this;
  }

  Altered withoutDiscovery() {
    discovery = false;
    return this;
  }

  Altered connectionTimeout(Duration other) {
    connectionTimeout = other;
    return this;
  }

  Altered maxConnections(int other) {
    maxConnections = other;
    return this;
  }

  Altered maxMessageSize(int bytes) {
    maxMessageSize = bytes;
    return this;
  }

  Altered company(int target, int maximum) {
    company = new CompanySize(target, maximum);
    return this;
  }

  Altered withoutAutoConnect() {
    autoConnect = false;
    return this;
  }

  Altered withoutRelay() {
    relay = false;
    return this;
  }

  Settings settings() {
    return new Settings(
        name,
        from.bind(),
        from.port(),
        listen,
        bulkListen,
        roles,
        from.tags(),
        discovery,
        from.discoveryProviders(),
        from.securityEnabled(),
        connectionTimeout,
        from.requestTimeout(),
        from.keepAlive(),
        maxConnections,
        maxMessageSize,
        from.interfaceKinds(),
        company,
        autoConnect,
        relay);
  }
}
