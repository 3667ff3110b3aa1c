package io.weft.identity;

import io.weft.trust.OneTimeTickets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one-time tickets and keeps the desk open for as long as somebody may come with one. Safe on
 * every thread.
 */
final class IssuerOffice implements OneTimeTickets, AutoCloseable {
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);

  private final Issuer issuer;
  private final Path portFile;
  private final Supplier<Place> place;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Desk desk;
  private boolean closed;

  /**
   * Where the desk is to be.
   *
   * @param bind empty: on all interfaces
   * @param port 0: any that is free
   */
  record Place(Optional<InetAddress> bind, int port) {}

  /**
   * @param folder in which the desk's last port is remembered, for tickets that name it
   */
  IssuerOffice(Issuer issuer, Path folder, Supplier<Place> place, Clock clock) {
    this.issuer = issuer;
    this.portFile = folder.resolve("port");
    this.place = place;
    this.clock = clock;
  }

  @Override
  public String inviteOnce(List<URI> introducers, Duration validFor) {
    if (validFor.compareTo(SHORTEST) < 0 || validFor.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a ticket valid for %s (%s to %s)".formatted(validFor, SHORTEST, LONGEST));
    }
    lock.lock();
    try {
      int port = open().port();
      TicketBook.Made made = issuer.book().create(introducers, validFor);
      return new OneTimeTicket(
              issuer.network().key().getPublic(),
              made.id(),
              made.secret(),
              made.expires(),
              desks(introducers, port))
          .text();
    } catch (IOException e) {
      throw new IllegalStateException(
          "the desk at which the ticket would be redeemed cannot open: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Outstanding> outstanding() {
    return issuer.book().outstanding();
  }

  @Override
  public boolean always() {
    return false;
  }

  @Override
  public boolean withdraw(String id) {
    return issuer.book().withdraw(id);
  }

  /** Opens the desk if somebody may come, and closes it if nobody will. Now and then. */
  void look() {
    lock.lock();
    try {
      boolean wanted = !closed && issuer.book().expectsSomebody();
      Desk now = desk;
      if (!wanted && now != null) {
        now.close();
        desk = null;
        LOG.info("The desk for newcomers is closed: no ticket is outstanding");
      } else if (wanted && now == null) {
        open();
      }
    } catch (IOException | IllegalStateException e) { // said again in a minute, and tried
      LOG.warn("The desk for newcomers cannot open: {}", e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  boolean isOpen() {
    lock.lock();
    try {
      return desk != null;
    } finally {
      lock.unlock();
    }
  }

  private Desk open() throws IOException {
    if (closed) {
      throw new IOException("this node is stopping");
    }
    Desk now = desk;
    if (now != null) {
      return now;
    }
    Place at = place.get();
    Desk opened;
    int before = at.port() == 0 ? lastPort() : at.port();
    try {
      opened = new Desk(issuer, address(at, before), clock, Desk.LIMIT);
    } catch (IOException e) {
      if (at.port() != 0 || before == 0) {
        throw new IOException("port " + before + " (issuer_port): " + e.getMessage(), e);
      }
      opened = new Desk(issuer, address(at, 0), clock, Desk.LIMIT);
      LOG.warn(
          "Port {}, which outstanding tickets name, is taken: they cannot be redeemed (weft tickets,"
              + " weft invite --once)",
          before);
    }
    desk = opened;
    LOG.info("The desk for newcomers is open at port {}", opened.port());
    try {
      SecretFile.replace(portFile, opened.port() + "\n");
    } catch (IdentityException e) {
      LOG.warn("After a restart the desk may have another port: {}", e.getMessage());
    }
    return opened;
  }

  private static InetSocketAddress address(Place at, int port) {
    return at.bind()
        .map(bind -> new InetSocketAddress(bind, port))
        .orElseGet(() -> new InetSocketAddress(port));
  }

  private int lastPort() {
    try {
      return Files.exists(portFile)
          ? Integer.parseInt(SecretFile.read(portFile, SecretFile.Readers.OWNER).strip())
          : 0;
    } catch (IdentityException | NumberFormatException e) {
      return 0;
    }
  }

  /** The hosts of the addresses, or this machine alone. */
  private static List<InetSocketAddress> desks(List<URI> introducers, int port) {
    Set<String> hosts = new LinkedHashSet<>();
    for (URI each : introducers) {
      if (each.getHost() != null) {
        hosts.add(OneTimeTicket.bare(each.getHost()));
      }
    }
    if (hosts.isEmpty()) {
      hosts.add("127.0.0.1");
    }
    return hosts.stream().map(host -> InetSocketAddress.createUnresolved(host, port)).toList();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (desk != null) {
        desk.close();
        desk = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
