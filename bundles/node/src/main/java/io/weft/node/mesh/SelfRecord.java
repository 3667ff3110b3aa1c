package io.weft.node.mesh;

import io.weft.discovery.Availability;
import io.weft.discovery.Self;
import io.weft.exchange.Service;
import io.weft.netif.InterfaceKind;
import io.weft.netif.NetInterface;
import io.weft.node.NodeRecord;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.directory.SignedRecords;
import io.weft.node.peers.Neighbourhood;
import io.weft.node.transports.Interfaces;
import io.weft.node.transports.ListenSettings;
import io.weft.node.transports.Transports;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node says of itself. A new record is signed when something in it or the node's
 * certificate has changed, and before the old one expires.
 */
final class SelfRecord implements Self {

  /** How long a record is good for at least; renewed at half of it. */
  private static final Duration LIFETIME = Duration.ofHours(2);

  /** The same for each node that is known: a network of any size renews 100 records an hour. */
  private static final Duration LIFETIME_FOR_EACH = Duration.ofSeconds(72);

  /** What others believe is 7 days by their clocks, of which some are slow. */
  private static final Duration LONGEST_LIFETIME = Duration.ofDays(6);

  /** A fifth: those that started together do not renew together. */
  private static final int SPREAD = 5;

  /** Addresses that a record carries: enough for a machine, few enough for an announcement. */
  private static final int MAX_ADDRESSES = 12;

  /** Largest part of the services that a record names; links tell all of them. */
  private static final int MAX_SERVICES = 16;

  private final Identity identity;
  private final Supplier<Settings> settings;
  private final Transports transports;
  private final Interfaces interfaces;
  private final ServiceDirectory directory;
  private final SignedRecords records;
  private final Machine machine;
  private final Map<String, String> hardware;
  private final Clock clock;
  private final ReentrantLock changing = new ReentrantLock();
  private Credentials signedWith;
  private Instant renewed;
  private volatile NodeRecord record;
  private volatile byte[] signed;
  private volatile @Nullable Neighbourhood peers;

  SelfRecord(
      Identity identity,
      Supplier<Settings> settings,
      Transports transports,
      Interfaces interfaces,
      ServiceDirectory directory,
      SignedRecords records,
      Machine machine,
      Clock clock) {
    this.identity = identity;
    this.settings = settings;
    this.transports = transports;
    this.interfaces = interfaces;
    this.directory = directory;
    this.records = records;
    this.machine = machine;
    this.hardware = machine.capabilities();
    this.clock = clock;
    this.signedWith = identity.credentials();
    this.record = build(0);
    this.signed = records.sign(record, identity);
    this.renewed = renewal(record);
  }

  /** The others are there from now on. */
  void meets(Neighbourhood others) {
    peers = others;
  }

  @Override
  public NodeRecord record() {
    return record;
  }

  @Override
  public byte[] signedRecord() {
    return signed.clone();
  }

  @Override
  public Availability availability() {
    return machine.availability();
  }

  @Override
  public boolean wantsPeers() {
    Neighbourhood started = peers;
    return started != null && started.wantsPeers();
  }

  @Override
  public Optional<InetAddress> bindAddress() {
    return settings.get().bind();
  }

  /** Whether a record is of a node on this machine. */
  boolean sameMachine(NodeRecord other) {
    String here = hardware.get(Machine.MACHINE_ID);
    return here != null && here.equals(other.capabilities().get(Machine.MACHINE_ID));
  }

  /** Looks whether something has changed, and signs a new record if so. Whether it did. */
  boolean refresh() {
    changing.lock();
    try {
      Credentials own = identity.credentials();
      NodeRecord next = build(record.sequence());
      boolean old = clock.instant().isAfter(renewed);
      if (!old && own.equals(signedWith) && sameContent(next, record)) {
        return false;
      }
      signed = records.sign(next, identity);
      signedWith = own;
      renewed = renewal(next);
      record = next;
      return true;
    } finally {
      changing.unlock();
    }
  }

  private static boolean sameContent(NodeRecord a, NodeRecord b) {
    return a.name().equals(b.name())
        && a.roles().equals(b.roles())
        && a.capabilities().equals(b.capabilities())
        && a.services().equals(b.services())
        && a.addresses().equals(b.addresses())
        && a.bulkAddresses().equals(b.bulkAddresses());
  }

  private NodeRecord build(long before) {
    Settings now = settings.get();
    Instant time = clock.instant();
    Map<String, String> capabilities = new LinkedHashMap<>(hardware);
    capabilities.putAll(now.tags());
    return new NodeRecord(
        identity.id(),
        identity.credentials().certificate().getPublicKey(),
        List.of(),
        now.name(),
        identity.network(),
        now.roles(),
        capabilities,
        services(),
        addresses(),
        transports.bulkAddresses(),
        Math.max(before + 1, time.toEpochMilli()),
        time.plus(lifetime()));
  }

  private Duration lifetime() {
    Neighbourhood others = peers;
    return lifetime(others == null ? 0 : others.known());
  }

  /** How long a record is good for in a network of so many. */
  static Duration lifetime(int known) {
    Duration wanted = LIFETIME_FOR_EACH.multipliedBy(known);
    Duration least = wanted.compareTo(LIFETIME) < 0 ? LIFETIME : wanted;
    return least.compareTo(LONGEST_LIFETIME) > 0 ? LONGEST_LIFETIME : least;
  }

  /** At half of its time or somewhat earlier: as a node's id has it, which is as good as chance. */
  private Instant renewal(NodeRecord of) {
    Duration half = Duration.between(clock.instant(), of.expires()).dividedBy(2);
    long earlier = Math.floorMod(of.id().hashCode(), 1 + half.toMillis() / SPREAD);
    return clock.instant().plus(half).minusMillis(earlier);
  }

  private Set<String> services() {
    Set<String> paths = new TreeSet<>();
    for (Service service : directory.local()) {
      if (paths.size() < MAX_SERVICES) {
        paths.add(service.description().path());
      }
    }
    return paths;
  }

  private List<URI> addresses() {
    List<URI> all = new ArrayList<>();
    for (URI listening : transports.addresses()) {
      String host = listening.getHost();
      boolean everywhere =
          host != null
              && (host.equals("0.0.0.0")
                  || host.equals("[::]")
                  || host.equals("[0:0:0:0:0:0:0:0]"));
      if (everywhere) {
        hosts().forEach(each -> all.add(ListenSettings.withHost(listening, each)));
      } else {
        all.add(listening);
      }
    }
    return all.stream().distinct().limit(MAX_ADDRESSES).toList();
  }

  /** The machine's addresses, best interface first, loopback last. */
  private List<String> hosts() {
    List<String> hosts = new ArrayList<>();
    for (NetInterface each : interfaces.now()) {
      if (each.up() && each.kind() != InterfaceKind.LOOPBACK) {
        each.addresses().stream().filter(SelfRecord::reachable).forEach(a -> hosts.add(host(a)));
      }
    }
    hosts.add("127.0.0.1");
    return hosts;
  }

  /** Link-local addresses need a scope that only this machine knows. */
  private static boolean reachable(InetAddress address) {
    return !address.isLinkLocalAddress() && !address.isMulticastAddress();
  }

  private static String host(InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    text = scope < 0 ? text : text.substring(0, scope);
    return address instanceof Inet6Address ? "[" + text + "]" : text;
  }
}
