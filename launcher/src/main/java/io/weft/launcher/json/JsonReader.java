package io.weft.launcher.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A recursive descent over one text. */
final class JsonReader {
  /** A feature has four levels; this many keep the stack safe from a hostile text. */
  private static final int MAX_DEPTH = 64;

  private final String text;
  private final String source;
  private int at;
  private int depth;

  JsonReader(String text, String source) {
    this.text = text;
    this.source = source;
  }

  Json document() {
    Json value = value();
    blanks();
    if (at < text.length()) {
      throw problem(at, "nothing may follow the value, but there is " + shown(at));
    }
    return value;
  }

  private Json value() {
    blanks();
    int start = at;
    char c = peek("a value");
    Object content =
        switch (c) {
          case '{' -> object();
          case '[' -> array();
          case '"' -> string();
          default -> word();
        };
    return place(start, content == JsonReader.class ? Optional.empty() : Optional.of(content));
  }

  private Map<String, Json> object() {
    deeper();
    Map<String, Json> members = new LinkedHashMap<>();
    at++;
    blanks();
    if (peek("a name or }") == '}') {
      at++;
    } else {
      do {
        blanks();
        int start = at;
        if (peek("a name in double quotes") != '"') {
          throw problem(at, "expected a name in double quotes, but there is " + shown(at));
        }
        String name = string();
        blanks();
        expect(':');
        if (members.put(name, value()) != null) {
          throw problem(start, "\"" + name + "\" is there twice");
        }
        blanks();
      } while (another('}'));
    }
    depth--;
    return Collections.unmodifiableMap(members);
  }

  private List<Json> array() {
    deeper();
    List<Json> elements = new ArrayList<>();
    at++;
    blanks();
    if (peek("a value or ]") == ']') {
      at++;
    } else {
      do {
        elements.add(value());
        blanks();
      } while (another(']'));
    }
    depth--;
    return Collections.unmodifiableList(elements);
  }

  private void deeper() {
    if (++depth > MAX_DEPTH) {
      throw problem(at, "nested deeper than " + MAX_DEPTH);
    }
  }

  private boolean another(char end) {
    char c = peek("',' or '" + end + "'");
    if (c != ',' && c != end) {
      throw problem(at, "expected ',' or '" + end + "', but there is " + shown(at));
    }
    at++;
    return c == ',';
  }

  private String string() {
    int start = at++;
    StringBuilder out = new StringBuilder();
    while (true) {
      if (at >= text.length()) {
        throw problem(start, "this string does not end");
      }
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return out.toString();
      }
      if (c < ' ') {
        throw problem(start, "this string does not end on its line");
      }
      at++;
      out.append(c == '\\' ? escape() : c);
    }
  }

  private char escape() {
    char c = peek("the rest of an escape");
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int end = Math.min(at + 4, text.length());
        String digits = text.substring(at, end);
        if (!digits.matches("[0-9a-fA-F]{4}")) {
          throw problem(at - 2, "\\u needs four hexadecimal digits");
        }
        at = end;
        yield (char) Integer.parseInt(digits, 16);
      }
      default -> throw problem(at - 2, "there is no escape \\" + c);
    };
  }

  private Object word() {
    int start = at;
    while (at < text.length() && " \t\r\n,]}:/\"[{".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(start, at);
    switch (word) {
      case "true":
        return Boolean.TRUE;
      case "false":
        return Boolean.FALSE;
      case "null":
        return JsonReader.class;
      default:
        if (!word.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) {
          throw problem(
              start, "expected a value, but there is " + (word.isEmpty() ? shown(start) : word));
        }
        try {
          return word.matches("-?[0-9]+")
              ? (Object) Long.valueOf(word)
              : (Object) Double.valueOf(word);
        } catch (NumberFormatException e) {
          throw problem(start, word + " is too large");
        }
    }
  }

  private void blanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          throw problem(at, "this comment does not end");
        }
        at = end + 2;
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\uFEFF') {
        at++;
      } else {
        return;
      }
    }
  }

  private char peek(String expected) {
    if (at >= text.length()) {
      throw problem(at, "expected " + expected + ", but the text ends");
    }
    return text.charAt(at);
  }

  private void expect(char c) {
    if (peek("'" + c + "'") != c) {
      throw problem(at, "expected '" + c + "', but there is " + shown(at));
    }
    at++;
  }

  private String shown(int position) {
    return "'" + text.charAt(position) + "'";
  }

  private Json place(int position, Optional<Object> content) {
    return new Json(content, source, line(position), column(position));
  }

  private JsonException problem(int position, String problem) {
    return new JsonException(source, line(position), column(position), problem);
  }

  private int line(int position) {
    int line = 1;
    for (int i = 0; i < position; i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
    return line;
  }

  private int column(int position) {
    return position - text.lastIndexOf('\n', position - 1);
  }
}
