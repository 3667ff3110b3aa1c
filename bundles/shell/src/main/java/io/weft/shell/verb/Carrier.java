package io.weft.shell.verb;

import io.weft.shell.text.Json;
import io.weft.transport.Transport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * A transport, or a plug-in that would be one and says why it is not.
 *
 * @param schemes those that it serves; empty if it is unavailable
 * @param state what it says of itself: {@link Transport#STATE}
 * @param bundle where it comes from
 */
record Carrier(List<String> schemes, Optional<String> state, String bundle) {

  private static final String FILTER =
      "(|(" + Constants.OBJECTCLASS + "=io.weft.transport.Transport)(" + Transport.STATE + "=*))";

  Carrier {
    schemes = List.copyOf(schemes);
  }

  /** All of a framework, sorted by bundle. */
  static List<Carrier> all(BundleContext framework) {
    List<Carrier> found = new ArrayList<>();
    try {
      ServiceReference<?>[] services = framework.getAllServiceReferences((String) null, FILTER);
      for (ServiceReference<?> service : services == null ? new ServiceReference<?>[0] : services) {
        Bundle bundle = service.getBundle();
        if (bundle != null) { // else it went while we looked
          found.add(of(service, Installed.symbolicName(bundle)));
        }
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
    found.sort(Comparator.comparing(Carrier::bundle));
    return found;
  }

  private static Carrier of(ServiceReference<?> service, String bundle) {
    Object schemes = service.getProperty(Transport.SCHEMES);
    Object state = service.getProperty(Transport.STATE);
    return new Carrier(
        schemes instanceof Object[] several
            ? Arrays.stream(several).map(String::valueOf).toList()
            : schemes == null ? List.of() : List.of(schemes.toString()),
        Optional.ofNullable(state).map(Object::toString),
        bundle);
  }

  /** For people: the schemes, or the bundle if it has none, and what it says of itself. */
  String text() {
    String who = schemes.isEmpty() ? bundle : String.join(", ", schemes);
    return who + state.map(text -> ": " + text).orElse("");
  }

  Map<String, @Nullable Object> fields() {
    return Json.object("schemes", schemes, "state", state, "bundle", bundle);
  }
}
