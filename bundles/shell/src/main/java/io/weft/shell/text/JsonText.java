package io.weft.shell.text;

import java.util.Locale;

/**
 * Checks a text strictly against RFC 8259, before it is sent anywhere, and indents it for people.
 * One use, one thread.
 */
public final class JsonText {

  /** How deep arrays and objects may be nested: bounds the stack of this reader and of others. */
  public static final int MAX_DEPTH = 100;

  private final String text;
  private int at;

  private JsonText(String text) {
    this.text = text;
  }

  /**
   * Returns if the text is one JSON value.
   *
   * @throws IllegalArgumentException if it is not; the message has line, column and what was
   *     expected there
   */
  public static void check(String text) {
    JsonText json = new JsonText(text);
    json.blanks();
    json.value(0);
    json.blanks();
    if (json.at < text.length()) {
      throw json.bad("nothing may follow the value, but there is " + json.found());
    }
  }

  /** The same JSON on lines of its own, indented by two blanks. The text has been checked. */
  public static String indented(String text) {
    StringBuilder out = new StringBuilder(text.length() * 2);
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case ' ', '\t', '\n', '\r' -> {}
        case '"' -> i = copyString(text, i, out);
        case '{', '[' -> {
          int next = skipBlanks(text, i + 1);
          if (text.charAt(next) == (c == '{' ? '}' : ']')) {
            out.append(c).append(text.charAt(next));
            i = next;
          } else {
            out.append(c);
            newLine(out, ++depth);
          }
        }
        case '}', ']' -> {
          newLine(out, --depth);
          out.append(c);
        }
        case ',' -> {
          out.append(c);
          newLine(out, depth);
        }
        case ':' -> out.append(": ");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /** Copies the string that starts here; returns where it ends. */
  private static int copyString(String text, int start, StringBuilder out) {
    int end = start + 1;
    while (text.charAt(end) != '"') {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    for (int i = start; i <= end; i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return end;
  }

  private static int skipBlanks(String text, int from) {
    int at = from;
    while (" \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  private static void newLine(StringBuilder out, int depth) {
    out.append('\n').append("  ".repeat(depth));
  }

  private void value(int depth) {
    if (depth > MAX_DEPTH) {
      throw bad("nested deeper than " + MAX_DEPTH);
    }
    switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw bad("a value is expected, but there is " + found());
    }
  }

  private void object(int depth) {
    at++;
    blanks();
    if (took('}')) {
      return;
    }
    do {
      blanks();
      if (peek() != '"') {
        throw bad("a field name in \"quotes\" is expected, but there is " + found());
      }
      string();
      blanks();
      if (!took(':')) {
        throw bad("':' is expected, but there is " + found());
      }
      blanks();
      value(depth + 1);
      blanks();
    } while (took(','));
    if (!took('}')) {
      throw bad("',' or '}' is expected, but there is " + found());
    }
  }

  private void array(int depth) {
    at++;
    blanks();
    if (took(']')) {
      return;
    }
    do {
      blanks();
      value(depth + 1);
      blanks();
    } while (took(','));
    if (!took(']')) {
      throw bad("',' or ']' is expected, but there is " + found());
    }
  }

  private void string() {
    int start = at++;
    while (!took('"')) {
      if (at >= text.length()) {
        at = start;
        throw bad("this string has no closing '\"'");
      }
      char c = peek();
      if (c < ' ') {
        throw bad("a control character in a string must be written \\u" + hex(c));
      }
      at++;
      if (c == '\\') {
        escape();
      }
    }
  }

  private void escape() {
    if (took('u')) {
      for (int i = 0; i < 4; i++) {
        if (Character.digit(peek(), 16) < 0 || peek() > 'f') {
          throw bad("four hexadecimal digits are expected after \\u, but there is " + found());
        }
        at++;
      }
    } else if (peek() == '\0' || "\"\\/bfnrt".indexOf(peek()) < 0) {
      throw bad("one of \" \\ / b f n r t u is expected after \\, but there is " + found());
    } else {
      at++;
    }
  }

  private void number() {
    took('-');
    if (took('0')) {
      if (isDigit(peek())) {
        throw bad("a number must not begin with 0");
      }
    } else {
      digits();
    }
    if (took('.')) {
      digits();
    }
    if (took('e') || took('E')) {
      if (!took('+')) {
        took('-');
      }
      digits();
    }
  }

  private void digits() {
    if (!isDigit(peek())) {
      throw bad("a digit is expected, but there is " + found());
    }
    while (isDigit(peek())) {
      at++;
    }
  }

  private void word(String word) {
    if (!text.startsWith(word, at)) {
      throw bad("a value is expected, but there is " + found());
    }
    at += word.length();
  }

  private void blanks() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean took(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  /** The next character; NUL, which JSON never has outside of strings, at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private String found() {
    if (at >= text.length()) {
      return "the end";
    }
    int c = text.codePointAt(at);
    return Character.isISOControl(c) ? "\\u" + hex(c) : "'" + Character.toString(c) + "'";
  }

  private IllegalArgumentException bad(String what) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < at; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int column = text.codePointCount(lineStart, at) + 1;
    return new IllegalArgumentException(
        "bad JSON at line " + line + ", column " + column + ": " + what);
  }

  private static String hex(int c) {
    return String.format(Locale.ROOT, "%04x", c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
