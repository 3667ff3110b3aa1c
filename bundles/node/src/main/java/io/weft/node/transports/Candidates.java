package io.weft.node.transports;

import io.weft.netif.InterfaceKind;
import io.weft.node.session.Medium;
import io.weft.node.session.SessionLink;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The ways in which a peer may be dialled, cheapest first: each of its addresses from each local
 * interface on the same network, or wherever the system sends it if there is none. Within a machine
 * only what stays within it; to another one never that.
 */
public final class Candidates {

  /** More than these are not tried in one go: a record has at most a dozen addresses. */
  private static final int MAX = 48;

  private final Transports transports;
  private final Interfaces interfaces;

  public Candidates(Transports transports, Interfaces interfaces) {
    this.transports = transports;
    this.interfaces = interfaces;
  }

  /**
   * The ways to these addresses.
   *
   * @param near whether they are of a node on this machine
   * @param far whether they may be of a node on another one
   */
  public List<Candidate> of(Collection<URI> addresses, boolean near, boolean far) {
    Set<Candidate> all = new LinkedHashSet<>();
    for (URI address : addresses) {
      String scheme = address.getScheme();
      Optional<Transports.Installed> via =
          scheme == null ? Optional.empty() : transports.forScheme(scheme);
      if (via.isPresent() && all.size() < MAX) {
        add(all, address, via.get(), near, far);
      }
    }
    List<Candidate> sorted = new ArrayList<>(all);
    sorted.sort(
        Comparator.comparingLong(Candidate::costNanos)
            .thenComparing(each -> !within(each.address())));
    return sorted;
  }

  private void add(
      Set<Candidate> to, URI address, Transports.Installed via, boolean near, boolean far) {
    InetAddress there = Interfaces.literal(address);
    if (within(address)) {
      if (near) {
        to.add(new Candidate(address, Optional.empty(), Medium.MACHINE, via));
      }
    } else if (near && !far) {
      to.add(new Candidate(address, Optional.empty(), Medium.MACHINE, via));
    } else {
      List<Interfaces.Local> onLink = there == null ? List.of() : interfaces.reaching(there);
      for (Interfaces.Local local : onLink) {
        to.add(new Candidate(address, Optional.of(local.address()), local.medium(), via));
      }
      if (onLink.isEmpty()) {
        to.add(new Candidate(address, Optional.empty(), Medium.UNKNOWN, via));
      }
    }
  }

  /** The way of a link that was dialled, once more: for another lane. */
  public Optional<Candidate> again(SessionLink link) {
    return transports
        .of(link.transport())
        .map(
            via ->
                new Candidate(
                    link.link().remote(),
                    Interfaces.boundTo(link.link().local(), link.medium()),
                    link.medium(),
                    via));
  }

  /** The same way, but to one of these addresses, if one is of its transport and host. */
  public static Optional<Candidate> to(List<URI> addresses, Candidate way) {
    return addresses.stream()
        .filter(each -> way.via().schemes().contains(each.getScheme()))
        .filter(each -> each.getPort() > 0 && isOfHost(each, way.address()))
        .map(each -> ListenSettings.withHost(each, way.address().getHost()))
        .map(address -> new Candidate(address, way.from(), way.over(), way.via()))
        .findFirst();
  }

  /** Whether it is of the other one's host, or of any. */
  private static boolean isOfHost(URI address, URI other) {
    String host = address.getHost();
    if (host == null || other.getHost() == null) {
      return false;
    }
    InetAddress literal = Interfaces.literal(address);
    return host.equalsIgnoreCase(other.getHost())
        || (literal != null
            && (literal.isAnyLocalAddress() || literal.equals(Interfaces.literal(other))));
  }

  /**
   * Whether an address leads nowhere but to this machine: loopback, the address for all (systems
   * take it for loopback), or no host at all.
   */
  static boolean within(URI address) {
    String host = address.getHost();
    if (host == null) {
      return address.getRawAuthority() == null; // such as unix:/path
    }
    InetAddress literal = Interfaces.literal(address);
    return host.equals("localhost")
        || (literal != null && (literal.isLoopbackAddress() || literal.isAnyLocalAddress()));
  }

  /** Whether links over it never leave the machine. */
  public static boolean isWithin(Medium medium) {
    return medium.kind() == InterfaceKind.LOOPBACK;
  }
}
