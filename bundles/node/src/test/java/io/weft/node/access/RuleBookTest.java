package io.weft.node.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.node.NodeId;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleBookTest {
  private static final NodeId ADA = new NodeId("a".repeat(NodeId.LENGTH));
  private static final NodeId BOB = new NodeId("b".repeat(NodeId.LENGTH - 1) + "a");

  private static boolean allows(RuleBook book, NodeId caller, String role, String call) {
    String[] words = call.split(" ");
    Set<String> roles = role.isEmpty() ? Set.of() : Set.of(role);
    return book.refusal(caller, roles, words[0], words[1]).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "hello, hello, true",
    "hello, hello/you, false",
    "hello/*, hello/you, true",
    "hello/*, hello, false",
    "hello/*, hello/you/there, false",
    "hello/**, hello, true",
    "hello/**, hello/you/there, true",
    "hello/**, hell, false",
    "hello/**, helloo, false",
    "*, hello, true",
    "*, hello/you, false",
    "*/you, hello/you, true",
    "**, hello/you, true",
    "a/*/c, a/b/c, true",
    "a/*/c, a/b/d, false",
    "a/*/c, a/b, false",
  })
  void pathsMatchBySegments(String pattern, String path, boolean matches) {
    assertThat(PathPattern.of(pattern).matches(path)).isEqualTo(matches);
  }

  @Test
  void servicesOfWeftItselfDecideByThemselvesUnlessARuleNamesThem() {
    assertThat(allows(RuleBook.read("", "nobody"), BOB, "", "weft/issuer renew")).isTrue();
    assertThat(allows(RuleBook.read("", "nobody"), BOB, "", "weftlike/issuer renew")).isFalse();
    assertThat(allows(RuleBook.read("weft/**: nobody", "everyone"), BOB, "", "weft/issuer renew"))
        .isFalse();
  }

  @Test
  void theFirstRuleThatIsForACallDecides() {
    RuleBook book =
        RuleBook.read(
            "hello/**: everyone; user/auth login: everyone; user/**: role:member;"
                + " admin/**: role:operator, node:"
                + ADA
                + "; **: nobody",
            "everyone");

    assertThat(allows(book, BOB, "", "hello greet")).isTrue();
    assertThat(allows(book, BOB, "", "user/auth login")).isTrue();
    assertThat(allows(book, BOB, "", "user/auth logout")).isFalse();
    assertThat(allows(book, BOB, "member", "user/auth logout")).isTrue();
    assertThat(allows(book, BOB, "member", "admin/users delete")).isFalse();
    assertThat(allows(book, BOB, "operator", "admin/users delete")).isTrue();
    assertThat(allows(book, ADA, "", "admin/users delete")).isTrue();
    assertThat(allows(book, ADA, "operator", "else do")).isFalse();
  }

  @Test
  void whatNoRuleIsForIsASetting() {
    assertThat(allows(RuleBook.read("a: nobody", "everyone"), BOB, "", "b do")).isTrue();
    assertThat(allows(RuleBook.read("a: everyone", "nobody"), BOB, "", "b do")).isFalse();
    assertThat(RuleBook.read("", "nobody").refusal(BOB, Set.of(), "b", "do"))
        .hasValueSatisfying(why -> assertThat(why).contains("otherwise = nobody"));
  }

  @Test
  void noRulesAskNobody() {
    assertThat(RuleBook.EMPTY.allowsAll()).isTrue();
    assertThat(RuleBook.read(" ; ", "everyone").allowsAll()).isTrue();
    assertThat(RuleBook.read("a: everyone", "everyone").allowsAll()).isTrue();
    assertThat(RuleBook.read("a: nobody", "everyone").allowsAll()).isFalse();
    assertThat(RuleBook.read("", "nobody").allowsAll()).isFalse();
  }

  @Test
  void aRefusalNamesTheRuleAndNoNodeIds() {
    RuleBook book = RuleBook.read("x: everyone; a/** b: role:r, node:" + ADA, "everyone");

    assertThat(book.refusal(BOB, Set.of(), "a/b", "b"))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .contains("rule 2", "a/** b", "role:r", "one certain node")
                    .doesNotContain(ADA.text()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "admin",
        "admin role:x",
        "admin: rol:x",
        "admin: role:",
        "admin: ",
        "admin: node:short",
        "admin: everyone, ",
        "a//b: everyone",
        "**/b: everyone",
        "a*: everyone",
        ": everyone",
        "a b c: everyone",
        "a b*: everyone",
      })
  void aBadRuleIsShownWithItsPlace(String rule) {
    assertThatThrownBy(() -> RuleBook.read("fine: everyone; " + rule, "everyone"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("rules: rule 2, \"" + rule.strip() + "\": ");
  }

  @Test
  void rulesAreBounded() {
    assertThatThrownBy(() -> RuleBook.read("a: everyone;".repeat(257), "everyone"))
        .hasMessageContaining("256");
    assertThatThrownBy(() -> RuleBook.read("a".repeat(201) + ": everyone", "everyone"))
        .hasMessageContaining("201");
  }

  @Test
  void badRulesLeaveThoseBeforeInForce() {
    AccessRules rules = new AccessRules();
    rules.change("a: nobody", "everyone");

    assertThatThrownBy(() -> rules.change("a: everybody", "everyone"))
        .hasMessageContaining("\"everybody\"");
    assertThatThrownBy(() -> rules.change("", "nobdy")).hasMessageContaining("\"nobdy\"");
    assertThat(rules.refusal(BOB, Set.of(), "a", "do")).isPresent();
  }
}
