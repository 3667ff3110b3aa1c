package io.weft.node.router;

import io.weft.exchange.Service;
import io.weft.node.directory.ServiceDirectory;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The actions that a path is known to have, for messages. */
final class Actions {
  private Actions() {}

  /** Such as {@code ; it has: greet, time}. */
  static String known(ServiceDirectory directory, String path) {
    TreeSet<String> actions = new TreeSet<>();
    Stream.<Service>concat(directory.local().stream(), directory.remote().stream())
        .map(Service::description)
        .filter(each -> each.path().equals(path))
        .forEach(each -> actions.addAll(each.actions()));
    return actions.isEmpty() ? "" : "; it has: " + String.join(", ", actions);
  }
}
