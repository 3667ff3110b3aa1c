package io.weft.identity;

import io.weft.identity.Refusal.Reason;
import io.weft.trust.OneTimeTickets.Outstanding;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one-time tickets of an issuer, each in a file of its own; of their secrets only hashes. Safe
 * on every thread.
 */
final class TicketBook {

  static final int ID_BYTES = 8;
  static final int SECRET_BYTES = 32;

  /** Outstanding ones: more than anybody hands out in a day. */
  static final int MAX_OUTSTANDING = 256;

  /** So long a late newcomer is told that its ticket has expired, not that there is none. */
  private static final Duration REMEMBERED = Duration.ofDays(7);

  /** So long the answer to a redeemed ticket can be fetched again, if it was lost. */
  static final Duration GRACE = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);
  private static final HexFormat HEX = HexFormat.of();

  private final Path folder;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Entry> entries = new TreeMap<>();

  /**
   * A ticket and what became of it.
   *
   * @param id 16 hexadecimal digits
   * @param secretHash SHA-256, hexadecimal
   * @param redeemer the key that has redeemed it, hexadecimal
   */
  record Entry(
      String id,
      String secretHash,
      Instant expires,
      List<URI> introducers,
      Optional<String> redeemer,
      Optional<Instant> redeemed,
      boolean withdrawn) {

    boolean isOutstanding(Instant now) {
      return redeemer.isEmpty() && !withdrawn && now.isBefore(expires);
    }

    Entry redeemedBy(String key, Instant now) {
      return new Entry(
          id, secretHash, expires, introducers, Optional.of(key), Optional.of(now), withdrawn);
    }

    Entry asWithdrawn() {
      return new Entry(id, secretHash, expires, introducers, redeemer, redeemed, true);
    }
  }

  /** A new ticket; the secret is nowhere else. */
  record Made(String id, byte[] secret, Instant expires) {}

  TicketBook(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
    load();
  }

  Path folder() {
    return folder;
  }

  /** Whether there ever was a ticket: then there may be members who want renewal. */
  boolean used() {
    return Files.isDirectory(folder);
  }

  /**
   * @throws IllegalStateException if too many are outstanding
   */
  Made create(List<URI> introducers, Duration validFor) {
    lock.lock();
    try {
      Instant now = clock.instant();
      sweep(now);
      long open = entries.values().stream().filter(e -> e.isOutstanding(now)).count();
      if (open >= MAX_OUTSTANDING) {
        throw new IllegalStateException(
            "%d tickets are outstanding (limit %d): withdraw some with `weft tickets revoke ID`"
                .formatted(open, MAX_OUTSTANDING));
      }
      byte[] id = new byte[ID_BYTES];
      byte[] secret = new byte[SECRET_BYTES];
      random.nextBytes(id);
      random.nextBytes(secret);
      // Whole seconds, as in the ticket.
      Instant expires = Instant.ofEpochSecond(now.plus(validFor).getEpochSecond());
      Entry entry =
          new Entry(
              HEX.formatHex(id),
              hash(secret),
              expires,
              List.copyOf(introducers),
              Optional.empty(),
              Optional.empty(),
              false);
      store(entry);
      return new Made(entry.id, secret, expires);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Marks a ticket as used by this key, on disk, before it returns.
   *
   * @throws Refusal if it cannot be redeemed by this key
   */
  Entry redeem(String id, byte[] secret, byte[] point) throws Refusal {
    lock.lock();
    try {
      Instant now = clock.instant();
      Entry entry = entries.get(id);
      // Compared in any case, so that no time tells which ids there are.
      boolean right =
          MessageDigest.isEqual(
              ascii(hash(secret)), ascii(entry == null ? hash(new byte[0]) : entry.secretHash));
      if (entry == null || !right) {
        throw new Refusal(
            Reason.UNKNOWN_TICKET,
            "this issuer has no such ticket: it was made by another node, or long ago; ask for a new"
                + " one (weft invite --once)");
      }
      String key = HEX.formatHex(point);
      if (entry.withdrawn) {
        throw new Refusal(Reason.WITHDRAWN, "the ticket was withdrawn; ask for a new one");
      }
      if (!now.isBefore(entry.expires)) {
        throw new Refusal(
            Reason.EXPIRED,
            "the ticket expired at %s, it is %s here; ask for a new one"
                .formatted(entry.expires, now.truncatedTo(ChronoUnit.SECONDS)));
      }
      if (entry.redeemer.isPresent() && !entry.redeemer.get().equals(key)) {
        throw new Refusal(
            Reason.USED,
            "the ticket was used at %s by another node: each lets one node in; ask for a new one (if"
                    .formatted(entry.redeemed.orElse(now))
                + " nobody else should have had it, that node is an intruder: see weft nodes, and"
                + " weft revoke)");
      }
      if (entry.redeemer.isEmpty()) {
        entry = entry.redeemedBy(key, now);
        store(entry);
      }
      return entry;
    } finally {
      lock.unlock();
    }
  }

  List<Outstanding> outstanding() {
    lock.lock();
    try {
      Instant now = clock.instant();
      return entries.values().stream()
          .filter(e -> e.isOutstanding(now))
          .sorted(Comparator.comparing(Entry::expires))
          .map(e -> new Outstanding(e.id, e.expires))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  boolean withdraw(String id) {
    lock.lock();
    try {
      Entry entry = entries.get(id);
      if (entry == null || !entry.isOutstanding(clock.instant())) {
        return false;
      }
      store(entry.asWithdrawn());
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether anybody may come with a ticket, or come again for a lost answer. */
  boolean expectsSomebody() {
    lock.lock();
    try {
      Instant now = clock.instant();
      sweep(now);
      return entries.values().stream()
          .anyMatch(
              e ->
                  e.isOutstanding(now)
                      || e.redeemed.filter(at -> now.isBefore(at.plus(GRACE))).isPresent());
    } finally {
      lock.unlock();
    }
  }

  private void sweep(Instant now) {
    entries
        .values()
        .removeIf(
            entry -> {
              boolean over = now.isAfter(entry.expires.plus(REMEMBERED));
              if (over) {
                try {
                  Files.deleteIfExists(file(entry.id));
                } catch (IOException e) {
                  LOG.debug("{} stays: {}", file(entry.id), e.getMessage());
                }
              }
              return over;
            });
  }

  private Path file(String id) {
    return folder.resolve(id + ".ticket");
  }

  private void store(Entry entry) {
    TicketFile.write(file(entry.id), entry);
    entries.put(entry.id, entry);
  }

  private void load() {
    if (!used()) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> file.toString().endsWith(".ticket"))
          .forEach(
              file -> {
                try {
                  Entry entry = TicketFile.read(file);
                  entries.put(entry.id, entry);
                } catch (IdentityException e) {
                  LOG.warn("A ticket is left out: {}", e.getMessage());
                }
              });
    } catch (IOException e) {
      throw new IdentityException("cannot list " + folder + ": " + SecretFile.reason(e), e);
    }
  }

  private static String hash(byte[] secret) {
    try {
      return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(secret));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
