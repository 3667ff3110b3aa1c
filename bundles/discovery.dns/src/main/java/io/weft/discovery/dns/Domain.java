package io.weft.discovery.dns;

import io.weft.node.NodeId;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** What a domain says of Weft's nodes, and how it is asked. Safe on every thread. */
final class Domain {

  /** Services that are looked at: what a zone says beyond that is left out, and said. */
  static final int MAX_SERVICES = 512;

  /** TXT records of single nodes that are looked up: each is a question of its own. */
  static final int MAX_TEXTS = 128;

  /** TXT records of one name that are read. */
  private static final int MAX_TEXTS_OF_A_NAME = 64;

  /** Addresses of one host that came along. */
  private static final int MAX_ADDRESSES = 8;

  /** Things that a domain may have wrong before the rest is not told. */
  private static final int MAX_COMPLAINTS = 4;

  private static final Name SERVICE = Name.fromConstantString("_weft._tcp");

  private final Name service;
  private final RandomGenerator random;

  /**
   * @throws IllegalArgumentException if the name is too long
   */
  Domain(Name domain, RandomGenerator random) {
    this.service = within(SERVICE, domain);
    this.random = random;
  }

  /** The name that has the SRV records. */
  Name service() {
    return service;
  }

  /**
   * Looks all up; blocks.
   *
   * @throws LookupException if there is nothing, or that cannot be found out
   */
  Listing look(Questions server) throws LookupException {
    List<String> complaints = new ArrayList<>();
    Lookup.Found<SRVRecord> services = Lookup.of(server, service, Type.SRV, SRVRecord.class);
    Lookup.Found<TXTRecord> texts = Lookup.of(server, service, Type.TXT, TXTRecord.class);
    if (services.records().isEmpty() && texts.records().isEmpty()) {
      Duration again = shorter(services.ttl(), texts.ttl());
      throw new LookupException(
          services.exists() || texts.exists()
              ? "it has neither SRV nor TXT records"
              : "there is no such name",
          again.isZero() ? Duration.ofSeconds(1) : again);
    }
    Duration ttl = services.records().isEmpty() ? texts.ttl() : services.ttl();
    if (!texts.records().isEmpty()) {
      ttl = shorter(ttl, texts.ttl());
    }
    List<Listed> nodes = new ArrayList<>();
    int asked = 0;
    for (SRVRecord each : usable(services.records(), complaints)) {
      List<URI> addresses = addresses(each, services.more(), complaints);
      Name own = within(Name.fromConstantString(label(each.getTarget())), service);
      Optional<Pieces> pieces = Optional.empty();
      if (!addresses.isEmpty() && asked < MAX_TEXTS) {
        asked++;
        try {
          Lookup.Found<TXTRecord> found = Lookup.of(server, own, Type.TXT, TXTRecord.class);
          pieces = pieces(found.records(), own, complaints).stream().findFirst();
          ttl = found.records().isEmpty() ? ttl : shorter(ttl, found.ttl());
        } catch (LookupException e) {
          complain(complaints, own + ": " + e.getMessage());
          asked = MAX_TEXTS; // each of the others would take as long
        }
      }
      if (!addresses.isEmpty()) {
        nodes.add(listed(own, addresses, pieces));
      }
    }
    for (Pieces each : pieces(texts.records(), service, complaints)) {
      nodes.add(listed(service, List.of(), Optional.of(each)));
    }
    return new Listing(nodes, ttl, complaints);
  }

  private static Listed listed(Name place, List<URI> addresses, Optional<Pieces> pieces) {
    Optional<NodeId> node = pieces.flatMap(Pieces::node);
    byte[] signed = pieces.map(Pieces::signed).orElse(new byte[0]);
    return new Listed(text(place), addresses, node, signed);
  }

  /** In the order of RFC 2782: by priority, and within one by chance and weight. */
  private List<SRVRecord> usable(List<SRVRecord> all, List<String> complaints) {
    Map<Integer, List<SRVRecord>> priorities = new TreeMap<>();
    int services = 0;
    for (SRVRecord each : all) {
      if (each.getTarget().equals(Name.root)) {
        continue; // the service is decidedly not available (RFC 2782)
      }
      if (each.getPort() == 0) {
        complain(complaints, "its service at " + each.getTarget() + " has port 0");
      } else if (services++ < MAX_SERVICES) {
        priorities.computeIfAbsent(each.getPriority(), fresh -> new ArrayList<>()).add(each);
      }
    }
    if (services > MAX_SERVICES) {
      complain(
          complaints,
          "it has " + services + " services (limit " + MAX_SERVICES + "): the rest is left out");
    }
    List<SRVRecord> sorted = new ArrayList<>();
    for (List<SRVRecord> equal : priorities.values()) {
      long sum = equal.stream().mapToLong(SRVRecord::getWeight).sum();
      while (!equal.isEmpty()) {
        long drawn = random.nextLong(sum + 1);
        int chosen = 0;
        while (drawn > equal.get(chosen).getWeight() && chosen < equal.size() - 1) {
          drawn -= equal.get(chosen).getWeight();
          chosen++;
        }
        sum -= equal.get(chosen).getWeight();
        sorted.add(equal.remove(chosen));
      }
    }
    return sorted;
  }

  /** The host, whose name is looked up when it is dialled; and its addresses that came along. */
  private static List<URI> addresses(
      SRVRecord service, List<Record> more, List<String> complaints) {
    List<URI> addresses = new ArrayList<>();
    String host = text(service.getTarget());
    try {
      URI address = new URI("tcp://" + host + ':' + service.getPort());
      if (address.getHost() == null) {
        throw new URISyntaxException(host, "no name of a host");
      }
      addresses.add(address);
    } catch (URISyntaxException e) {
      complain(complaints, "its service at " + host + " cannot be dialled: " + e.getReason());
      return List.of();
    }
    for (Record each : more) {
      if (each.getName().equals(service.getTarget()) && addresses.size() <= MAX_ADDRESSES) {
        if (each instanceof ARecord four) {
          addresses.add(address(four.getAddress(), service.getPort()));
        } else if (each instanceof AAAARecord six) {
          addresses.add(address(six.getAddress(), service.getPort()));
        }
      }
    }
    return addresses;
  }

  private static URI address(InetAddress at, int port) {
    String text = at.getHostAddress();
    return URI.create(
        "tcp://" + (at instanceof Inet6Address ? '[' + text + ']' : text) + ':' + port);
  }

  private static List<Pieces> pieces(List<TXTRecord> records, Name name, List<String> complaints) {
    List<Pieces> all = new ArrayList<>();
    for (TXTRecord each : records.subList(0, Math.min(MAX_TEXTS_OF_A_NAME, records.size()))) {
      try {
        Pieces.of(strings(each)).ifPresent(all::add);
      } catch (IllegalArgumentException e) {
        complain(complaints, text(name) + " has " + e.getMessage());
      }
    }
    return all;
  }

  private static List<byte[]> strings(TXTRecord record) {
    List<byte[]> strings = new ArrayList<>();
    for (Object each : record.getStringsAsByteArrays()) {
      strings.add((byte[]) each);
    }
    return strings;
  }

  private static void complain(List<String> complaints, String text) {
    if (complaints.size() < MAX_COMPLAINTS) {
      complaints.add(text);
    }
  }

  private static String label(Name target) {
    return new Name(target, target.labels() - 1).isAbsolute() ? target.getLabelString(0) : "";
  }

  private static Name within(Name name, Name domain) {
    try {
      return Name.concatenate(name, domain);
    } catch (NameTooLongException e) {
      throw new IllegalArgumentException(
          "names of io.weft.discovery.dns has " + domain + ", which is too long with " + name, e);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  static String text(Name name) {
    return name.toString(true);
  }
}
