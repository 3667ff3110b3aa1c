package io.weft.launcher.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

  @Test
  void readsEveryKindOfValueAndItsPlace() {
    Json json =
        Json.parse(
            """
            { // a comment
              "text": "a\\u00e9\\n\\"", /* another */
              "whole": -12, "real": 2.5e1, "yes": true, "nothing": null,
              "list": [1, [], {}]
            }""",
            "f.json");
    Map<String, Json> members = json.object("it");
    assertThat(members.get("text").string("text")).isEqualTo("a\u00e9\n\"");
    assertThat(members.get("whole").content()).contains(-12L);
    assertThat(members.get("real").content()).contains(25.0);
    assertThat(members.get("yes").content()).contains(true);
    assertThat(members.get("nothing").content()).isEmpty();
    assertThat(members.get("list").array("list")).hasSize(3);
    assertThat(members.get("list").line()).isEqualTo(4);
    assertThat(members.get("list").column()).isEqualTo(11);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": 1,}|f:1:9: expected a name in double quotes, but there is '}'",
        "{\"a\" 1}|f:1:6: expected ':', but there is '1'",
        "[1 2]|f:1:4: expected ',' or ']', but there is '2'",
        "[1|f:1:3: expected ',' or ']', but the text ends",
        "{a: 1}|f:1:2: expected a name in double quotes, but there is 'a'",
        "\"abc|f:1:1: this string does not end",
        "\"\\x\"|f:1:2: there is no escape \\x",
        "01|f:1:1: expected a value, but there is 01",
        "tru|f:1:1: expected a value, but there is tru",
        "99999999999999999999|f:1:1: 99999999999999999999 is too large",
        "1 2|f:1:3: nothing may follow the value, but there is '2'",
        "/* x|f:1:1: this comment does not end",
        "{\"a\":1,\"a\":2}|f:1:8: \"a\" is there twice",
      })
  void mistakesAreShownByLineAndColumn(String text, String message) {
    assertThatThrownBy(() -> Json.parse(text, "f"))
        .isInstanceOf(JsonException.class)
        .hasMessage(message);
  }

  @Test
  void emptyTextIsAMistake() {
    assertThatThrownBy(() -> Json.parse(" \n", "f"))
        .hasMessage("f:2:1: expected a value, but the text ends");
  }

  @Test
  void deepNestingIsRefusedBeforeTheStackEnds() {
    assertThatThrownBy(() -> Json.parse("[".repeat(100_000), "f"))
        .hasMessage("f:1:65: nested deeper than 64");
  }

  @Test
  void wrongKindsSayWhatTheyAreAndShouldBe() {
    Json json = Json.parse("\n  \"x\"", "f");
    assertThatThrownBy(() -> json.object("a feature"))
        .hasMessage("f:2:3: a feature must be an object {...}, not \"x\"");
    assertThatThrownBy(() -> json.integer("start-order", 1, 99))
        .hasMessage("f:2:3: start-order must be a whole number from 1 to 99, not \"x\"");
  }
}
