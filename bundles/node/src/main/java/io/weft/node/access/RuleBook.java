package io.weft.node.access;

import io.weft.node.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rules in their order: the first one that is for a call decides about it. Never changes.
 *
 * @param otherwise whether calls that no rule is for are allowed
 */
record RuleBook(List<Rule> rules, boolean otherwise) {

  /** Everyone may call everything. */
  static final RuleBook EMPTY = new RuleBook(List.of(), true);

  /** Rules that are looked through for each request of another node. */
  private static final int MAX_RULES = 256;

  /** Services of Weft itself decide by themselves, unless a rule names them. */
  private static final String OWN = "weft/";

  RuleBook {
    rules = List.copyOf(rules);
  }

  /**
   * Reads rules that stand between semicolons.
   *
   * @param otherwise {@code everyone} or {@code nobody}
   * @throws IllegalArgumentException if one is not of its form; the message shows key and value
   */
  static RuleBook read(String text, String otherwise) {
    List<Rule> rules = new ArrayList<>();
    for (String each : text.split(";")) {
      String one = each.strip();
      if (one.isEmpty()) {
        continue;
      }
      if (rules.size() == MAX_RULES) {
        throw new IllegalArgumentException("rules has more than " + MAX_RULES + " rules");
      }
      try {
        rules.add(Rule.of(one));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "rules: rule " + (rules.size() + 1) + ", \"" + one + "\": " + e.getMessage(), e);
      }
    }
    return switch (otherwise.strip()) {
      case "everyone" -> new RuleBook(rules, true);
      case "nobody" -> new RuleBook(rules, false);
      default ->
          throw new IllegalArgumentException(
              "otherwise is \"" + otherwise + "\" (everyone or nobody)");
    };
  }

  /** Whether nobody is ever refused. */
  boolean allowsAll() {
    return otherwise && rules.stream().allMatch(rule -> rule.callers().everyone());
  }

  /** Why a node may not call an action; empty if it may. */
  Optional<String> refusal(NodeId caller, Set<String> roles, String path, String action) {
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      if (rule.isFor(path, action)) {
        return rule.callers().include(caller, roles)
            ? Optional.empty()
            : Optional.of(
                "rule "
                    + (i + 1)
                    + " of io.weft.access there ("
                    + rule.subject()
                    + ") lets in "
                    + rule.callers());
      }
    }
    return otherwise || path.startsWith(OWN)
        ? Optional.empty()
        : Optional.of("no rule of io.weft.access there is for it, and otherwise = nobody");
  }
}
