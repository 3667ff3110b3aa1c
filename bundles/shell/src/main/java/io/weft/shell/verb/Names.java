package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.peer.PeerInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The names of all nodes that are known at one moment, this one included. */
final class Names {

  /** More than this many are not listed in a message: it stays readable. */
  private static final int LISTED = 8;

  private final NodeId self;
  private final Map<NodeId, String> names = new LinkedHashMap<>();

  Names(Mesh mesh) {
    NodeRecord record = mesh.node().record();
    self = record.id();
    names.put(self, record.name());
    for (PeerInfo peer : mesh.peers().all()) {
      names.put(peer.id(), peer.name());
    }
  }

  boolean isSelf(NodeId id) {
    return id.equals(self);
  }

  /** Whether this is the id or the name of a node, not just the beginning. */
  boolean isKnown(String text) {
    return !text.isEmpty()
        && names.entrySet().stream()
            .anyMatch(each -> each.getKey().text().equals(text) || each.getValue().equals(text));
  }

  /** What people call this node: its name, or the beginning of its id. */
  String of(NodeId id) {
    String name = names.getOrDefault(id, "");
    return name.isEmpty() ? id.shortText() : name;
  }

  /** The node that is meant by a name, an id, or the beginning of either. */
  NodeId find(String text) {
    List<NodeId> found = matching(id -> id.text().equals(text) || named(id).equals(text));
    if (found.isEmpty()) {
      found = matching(id -> id.text().startsWith(text) || named(id).startsWith(text));
    }
    if (text.isEmpty() || found.isEmpty()) {
      throw new Failure(
          Exit.NOT_FOUND, "no node \"" + text + "\" is known here; there are " + listed(names()));
    }
    if (found.size() > 1) {
      throw new Failure(
          Exit.USAGE, "\"" + text + "\" may be any of " + listed(found) + ": say more of the id");
    }
    return found.get(0);
  }

  private String named(NodeId id) {
    return names.getOrDefault(id, "");
  }

  private List<NodeId> names() {
    return new ArrayList<>(names.keySet());
  }

  private List<NodeId> matching(Predicate<NodeId> condition) {
    return names.keySet().stream().filter(condition).toList();
  }

  private String listed(List<NodeId> ids) {
    String shown =
        ids.stream()
            .limit(LISTED)
            .map(
                id ->
                    named(id).isEmpty() ? id.shortText() : named(id) + " (" + id.shortText() + ")")
            .collect(Collectors.joining(", "));
    return ids.size() > LISTED ? shown + " and " + (ids.size() - LISTED) + " more" : shown;
  }
}
