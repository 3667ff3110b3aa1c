package io.weft.node.access;

import io.weft.node.NodeId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who may call something: everyone in the network, nobody, or nodes with one of some roles and
 * certain nodes. Never changes; {@link #include} makes no garbage.
 */
public final class Callers {

  /** All nodes of the network. */
  public static final Callers EVERYONE = new Callers(true, Set.of(), Set.of());

  /** No other node. */
  public static final Callers NOBODY = new Callers(false, Set.of(), Set.of());

  private static final String ROLE = "role:";
  private static final String NODE = "node:";

  private final boolean everyone;
  private final Set<String> roles;
  private final Set<NodeId> nodes;
  private final String[] roleList;

  private Callers(boolean everyone, Set<String> roles, Set<NodeId> nodes) {
    this.everyone = everyone;
    this.roles = Set.copyOf(roles);
    this.nodes = Set.copyOf(nodes);
    this.roleList = roles.toArray(String[]::new);
  }

  /**
   * Reads {@code everyone}, {@code nobody}, {@code role:NAME} and {@code node:ID}; of several, each
   * adds to whom the others let in.
   *
   * @throws IllegalArgumentException if a word is none of these; the message shows it
   */
  public static Callers of(Collection<String> words) {
    boolean everyone = false;
    Set<String> roles = new TreeSet<>();
    Set<NodeId> nodes = new HashSet<>();
    for (String given : words) {
      String word = given.strip();
      if (word.equals("everyone")) {
        everyone = true;
      } else if (word.startsWith(ROLE) && word.length() > ROLE.length()) {
        roles.add(word.substring(ROLE.length()).strip());
      } else if (word.startsWith(NODE)) {
        nodes.add(new NodeId(word.substring(NODE.length()).strip()));
      } else if (!word.equals("nobody")) {
        throw new IllegalArgumentException(
            "\"" + word + "\" (everyone, nobody, role:NAME or node:ID is expected)");
      }
    }
    if (everyone) {
      return EVERYONE;
    }
    return roles.isEmpty() && nodes.isEmpty() ? NOBODY : new Callers(false, roles, nodes);
  }

  /** Whether nobody of the network is kept out. */
  public boolean everyone() {
    return everyone;
  }

  /**
   * Whether a node is one of them.
   *
   * @param saysItIs the roles that it has given itself
   */
  public boolean include(NodeId node, Set<String> saysItIs) {
    if (everyone || (!nodes.isEmpty() && nodes.contains(node))) {
      return true;
    }
    for (String role : roleList) {
      if (saysItIs.contains(role)) {
        return true;
      }
    }
    return false;
  }

  /**
   * For people; which nodes they are is not told to those who are kept out: {@code role:operator, 2
   * certain nodes}.
   */
  @Override
  public String toString() {
    if (everyone) {
      return "everyone";
    }
    Optional<String> certain =
        nodes.isEmpty()
            ? Optional.empty()
            : Optional.of(nodes.size() == 1 ? "one certain node" : nodes.size() + " certain nodes");
    List<String> all =
        Stream.concat(roles.stream().sorted().map(role -> ROLE + role), certain.stream()).toList();
    return all.isEmpty() ? "nobody" : all.stream().collect(Collectors.joining(", "));
  }
}
