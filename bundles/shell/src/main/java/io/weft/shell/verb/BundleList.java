package io.weft.shell.verb;

import io.weft.shell.text.Json;
import io.weft.shell.text.Shade;
import io.weft.shell.text.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** The bundles of the framework, for people and for scripts. */
final class BundleList {

  private final Installed installed;
  private final List<Bundle> bundles;

  BundleList(Installed installed) {
    this.installed = installed;
    this.bundles = installed.all();
  }

  /**
   * Those with native code are always there: they were chosen.
   *
   * @param fragments whether all other fragments are wanted too
   */
  Table table(boolean fragments) {
    Table table = new Table(">id", "state", "name", "version", "provides");
    for (Bundle bundle : bundles) {
      Optional<Native> code = installed.nativeCode(bundle);
      if (fragments || code.isPresent() || !Installed.isFragment(bundle)) {
        String state = Installed.state(bundle);
        table.cell(bundle.getBundleId());
        table.cell(state, shade(state));
        table.cell(Installed.symbolicName(bundle));
        table.cell(bundle.getVersion());
        table.cell(
            code.map(Native::sentence)
                .orElseGet(() -> String.join(", ", Installed.provides(bundle))));
      }
    }
    return table;
  }

  List<Map<String, @Nullable Object>> fields() {
    return bundles.stream().map(this::fields).toList();
  }

  private Map<String, @Nullable Object> fields(Bundle bundle) {
    return Json.object(
        "id", bundle.getBundleId(),
        "state", Installed.state(bundle),
        "name", Installed.symbolicName(bundle),
        "version", bundle.getVersion(),
        "fragment", Installed.isFragment(bundle),
        "provides", Installed.provides(bundle),
        "native", installed.nativeCode(bundle).map(Native::fields),
        "location", bundle.getLocation());
  }

  private static Shade shade(String state) {
    return switch (state) {
      case "active" -> Shade.GOOD;
      case "attached" -> Shade.FAINT;
      default -> Shade.WARNING;
    };
  }
}
