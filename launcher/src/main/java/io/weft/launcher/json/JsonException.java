package io.weft.launcher.json;

import io.weft.launcher.Refusal;

/** A text that is not the JSON it should be; says file, line and column. */
public final class JsonException extends Refusal {
  private static final long serialVersionUID = 1;

  /**
   * @param source the file's name
   * @param line counted from 1
   * @param column counted from 1
   */
  public JsonException(String source, int line, int column, String problem) {
    super(source + ":" + line + ":" + column + ": " + problem);
  }
}
