package io.weft.shell.text;

/** What a piece of text says about the state of things; a colour, where there are colours. */
public enum Shade {
  PLAIN(""),
  HEADING("1"),
  GOOD("32"),
  WARNING("33"),
  BAD("31"),
  FAINT("2");

  private final String code;

  Shade(String code) {
    this.code = code;
  }

  /** The text in this shade, by the escape sequences of ECMA-48 (section 8.3.117, SGR). */
  String paint(String text) {
    return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
