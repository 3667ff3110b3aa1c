package io.weft.shell.verb;

import io.weft.discovery.NodeRegistry.Entry;
import io.weft.node.NodeRecord;
import io.weft.shell.text.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Entries of registry files: how they are read, and as JSON. */
final class RegistryFields {

  private RegistryFields() {}

  /**
   * What is there.
   *
   * @param location null: this node's own file
   */
  static List<Entry> read(Mesh mesh, @Nullable String location) throws InterruptedException {
    try {
      return mesh.registry().read(location == null ? mesh.registry().file().toString() : location);
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
    }
  }

  /** What an entry is worth, in a word. */
  static String proof(Entry entry) {
    return entry.refusal().isPresent()
        ? "refused"
        : entry.record().isPresent() ? "genuine" : "unsigned";
  }

  static Map<String, @Nullable Object> of(Entry entry) {
    return Json.object(
        "place", entry.place(),
        "proof", proof(entry),
        "refusal", entry.refusal(),
        "id", entry.node(),
        "name", entry.record().map(NodeRecord::name),
        "network", entry.record().map(NodeRecord::network),
        "addresses", entry.addresses(),
        "sequence", entry.record().map(NodeRecord::sequence),
        "expires", entry.record().map(NodeRecord::expires));
  }
}
