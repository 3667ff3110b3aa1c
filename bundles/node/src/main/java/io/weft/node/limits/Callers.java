package io.weft.node.limits;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of those who connect, by where they come from. Of those who have no connection the
 * one that was seen last the longest ago is forgotten first; those who have one are bounded by the
 * connections that there can be. Its owner's lock is held.
 */
final class Callers {

  /** One place. */
  static final class Caller {
    final Rate rate;
    int connections;
    int handshakes;

    Caller(Rate rate) {
      this.rate = rate;
    }
  }

  private final int most;
  private final Map<Place, Caller> busy = new HashMap<>();
  private final LinkedHashMap<Place, Caller> idle = new LinkedHashMap<>();

  /**
   * @param most places that are remembered
   */
  Callers(int most) {
    this.most = most;
  }

  /** Null if nothing is known of it. Must be {@linkplain #put put} back. */
  @Nullable Caller take(Place place) {
    Caller known = busy.get(place);
    return known != null ? known : idle.remove(place);
  }

  /** Remembers it as it is now. */
  void put(Place place, Caller caller) {
    if (caller.connections > 0) {
      busy.put(place, caller);
    } else {
      busy.remove(place);
      idle.put(place, caller);
    }
    if (!idle.isEmpty() && size() > most) {
      Iterator<Place> oldest = idle.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  int size() {
    return busy.size() + idle.size();
  }
}
