package io.weft.shell.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-1.5e+10",
        "1E9",
        "\"\"",
        "\"a\\n\\u00e4\\/\"",
        "[]",
        "{}",
        " [ 1 , [ ] , { \"a\" : { } } ] ",
        "\"\u007fé😀\"",
        "\t\r\n1\n"
      })
  void valuesOfTheStandardPass(String text) {
    assertThatCode(() -> JsonText.check(text)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | 1 | a value is expected, but there is the end",
        "{a: 1} | 2 | a field name in \"quotes\" is expected, but there is 'a'",
        "{\"a\" 1} | 6 | ':' is expected, but there is '1'",
        "{\"a\": 1,} | 9 | a field name in \"quotes\" is expected, but there is '}'",
        "{\"a\": 1 \"b\" | 9 | ',' or '}' is expected, but there is '\"'",
        "[1 2] | 4 | ',' or ']' is expected, but there is '2'",
        "[1,] | 4 | a value is expected, but there is ']'",
        "[1, | 4 | a value is expected, but there is the end",
        "\"abc | 1 | this string has no closing '\"'",
        "\"\\x\" | 3 | one of \" \\ / b f n r t u is expected after \\, but there is 'x'",
        "\"\\u12G4\" | 6 | four hexadecimal digits are expected after \\u, but there is 'G'",
        "01 | 2 | a number must not begin with 0",
        "1. | 3 | a digit is expected, but there is the end",
        "-a | 2 | a digit is expected, but there is 'a'",
        "1e | 3 | a digit is expected, but there is the end",
        "nul | 1 | a value is expected, but there is 'n'",
        "true false | 6 | nothing may follow the value, but there is 'f'",
        "'a' | 1 | a value is expected, but there is '''",
        "NaN | 1 | a value is expected, but there is 'N'",
        "😀 | 1 | a value is expected, but there is '😀'"
      })
  void mistakesAreNamedWithTheirPlace(String text, int column, String message) {
    assertThatThrownBy(() -> JsonText.check(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad JSON at line 1, column " + column + ": " + message);
  }

  @Test
  void linesAndCharactersAreCountedAsPeopleDo() {
    assertThatThrownBy(() -> JsonText.check("{\n  \"😀\": 1,\n  \"é😀\" x}"))
        .hasMessage("bad JSON at line 3, column 8: ':' is expected, but there is 'x'");
    assertThatThrownBy(() -> JsonText.check("\"a\tb\""))
        .hasMessage(
            "bad JSON at line 1, column 3: a control character in a string must be written"
                + " \\u0009");
  }

  @Test
  void nestingIsBounded() {
    assertThatCode(() -> JsonText.check("[".repeat(100) + "]".repeat(100)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> JsonText.check("[".repeat(100_000)))
        .hasMessageEndingWith("column 102: nested deeper than 100");
  }

  @Test
  void indentingKeepsEveryValue() {
    assertThat(JsonText.indented("{\"a\":[1,{}, [ ]],\"b\":\"x, {y}: \\\" \u0085\"}"))
        .isEqualTo(
            """
            {
              "a": [
                1,
                {},
                []
              ],
              "b": "x, {y}: \\" \\u0085"
            }""");
    assertThat(JsonText.indented(" 1 ")).isEqualTo("1");
  }

  @Test
  void writtenValuesPassTheCheck() {
    Object value =
        Json.object(
            "text",
            "\"\\\b\u0000\u009f\ud800é😀",
            "numbers",
            List.of(1, 2.5, Double.NaN, Long.MIN_VALUE),
            "none",
            null);

    String text = Json.line(value);

    assertThatCode(() -> JsonText.check(text)).doesNotThrowAnyException();
    assertThat(text)
        .isEqualTo(
            "{\"text\":\"\\\"\\\\\\u0008\\u0000\\u009f\\ud800é😀\","
                + "\"numbers\":[1,2.5,null,-9223372036854775808],\"none\":null}");
  }
}
