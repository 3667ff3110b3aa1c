package io.weft.node.directory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An action of this process, as the request path finds it.
 *
 * @param service whose handler runs it: the newest that has it
 * @param action its name
 * @param older other services that have it, the newest first
 */
public record LocalAction(LocalService service, String action, List<LocalService> older) {

  public LocalAction {
    older = List.copyOf(older);
  }

  /** The same in the newest version in this range; {@code null} if there is none. */
  public @Nullable LocalAction in(Versions range) {
    if (range.include(service)) {
      return this;
    }
    for (LocalService each : older) {
      if (range.include(each)) {
        return new LocalAction(each, action, List.of());
      }
    }
    return null;
  }
}
