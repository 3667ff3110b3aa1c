package io.weft.discovery.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * One look at one name: follows aliases, and takes only what was asked for. Whatever else is in an
 * answer is no answer.
 */
final class Lookup {

  /** Aliases in a row; real zones have one or two (RFC 1034, section 3.6.2 wants none). */
  private static final int MAX_ALIASES = 8;

  /** What a zone without a SOA record in its answer is believed that there is nothing. */
  private static final Duration NOTHING = Duration.ofMinutes(1);

  private Lookup() {}

  /**
   * What was found.
   *
   * @param records those that were asked for; none: there is no such record
   * @param exists whether there is anything of that name
   * @param ttl how long that is good for
   * @param more what else came with it
   */
  record Found<T extends Record>(
      List<T> records, boolean exists, Duration ttl, List<Record> more) {}

  /**
   * @throws LookupException if that cannot be found out
   */
  static <T extends Record> Found<T> of(Questions server, Name name, int type, Class<T> kind)
      throws LookupException {
    Set<Name> passed = new HashSet<>(Set.of(name));
    long ttl = Integer.MAX_VALUE;
    Name at = name;
    Message answer = server.ask(at, type);
    boolean asked = true;
    while (true) {
      List<T> records = new ArrayList<>();
      Optional<CNAMERecord> alias = Optional.empty();
      for (Record each : answer.getSection(Section.ANSWER)) {
        if (each.getName().equals(at) && each.getType() == type && kind.isInstance(each)) {
          records.add(kind.cast(each));
          ttl = Math.min(ttl, ttl(each.getTTL()));
        } else if (each.getName().equals(at) && each instanceof CNAMERecord cname) {
          alias = Optional.of(cname);
        }
      }
      if (!records.isEmpty()) {
        List<Record> more = answer.getSection(Section.ADDITIONAL);
        return new Found<>(records, true, Duration.ofSeconds(ttl), more);
      }
      if (alias.isPresent()) {
        ttl = Math.min(ttl, ttl(alias.get().getTTL()));
        at = alias.get().getTarget();
        asked = false;
        if (!passed.add(at)) {
          throw failure("its aliases go round in a circle at " + at);
        }
        if (passed.size() > MAX_ALIASES) {
          throw failure("more than " + MAX_ALIASES + " aliases in a row, the last is " + at);
        }
      } else if (asked) {
        return nothing(answer, at, type, ttl);
      } else {
        answer = server.ask(at, type);
        asked = true;
      }
    }
  }

  private static <T extends Record> Found<T> nothing(Message answer, Name name, int type, long ttl)
      throws LookupException {
    Optional<Record> other =
        answer.getSection(Section.ANSWER).stream()
            .filter(each -> each.getType() != Type.CNAME)
            .findFirst();
    if (other.isPresent()) {
      throw failure(
          "it answers with %s %s when asked for %s %s"
              .formatted(
                  Type.string(other.get().getType()),
                  other.get().getName(),
                  Type.string(type),
                  name));
    }
    long good =
        answer.getSection(Section.AUTHORITY).stream()
            .filter(SOARecord.class::isInstance)
            .map(SOARecord.class::cast)
            .mapToLong(soa -> ttl(Math.min(soa.getTTL(), soa.getMinimum()))) // RFC 2308, section 5
            .findFirst()
            .orElse(NOTHING.toSeconds());
    boolean exists = answer.getRcode() != Rcode.NXDOMAIN;
    return new Found<>(List.of(), exists, Duration.ofSeconds(Math.min(ttl, good)), List.of());
  }

  private static LookupException failure(String message) {
    return new LookupException(message, Duration.ZERO);
  }

  /** In seconds; RFC 2181, section 8: one with its highest bit set means zero. */
  private static long ttl(long given) {
    return given > Integer.MAX_VALUE ? 0 : given;
  }
}
