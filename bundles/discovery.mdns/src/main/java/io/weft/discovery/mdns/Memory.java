package io.weft.discovery.mdns;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.jmdns.JmDNS;

/**
 * What a JmDNS remembers of what it has heard: everything that anybody says, for as long as they
 * like, and it has no bound. Its cache is a public map of a class that its bundle does not export.
 * Safe on every thread.
 *
 * @param byName records by their names in lower case
 */
record Memory(Map<?, ?> byName) {

  static Memory of(JmDNS dns) {
    try {
      return new Memory((Map<?, ?>) dns.getClass().getMethod("getCache").invoke(dns));
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalStateException(
          "this version of JmDNS shows no cache, so that it could not be bounded: use 3.6.5", e);
    }
  }

  int records() {
    int records = 0;
    for (Object each : byName.values()) {
      records += each instanceof Collection<?> several ? several.size() : 1;
    }
    return records;
  }

  boolean knows(String name) {
    return byName.get(name) instanceof List<?> several && !several.isEmpty();
  }

  void clear() {
    byName.clear();
  }
}
