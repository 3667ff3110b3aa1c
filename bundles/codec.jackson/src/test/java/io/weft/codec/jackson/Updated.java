package io.weft.codec.jackson;

import java.util.List;
import java.util.function.Supplier;

/** Stands for a bundle that is updated: loaded again by throw-away class loaders. */
public final class Updated implements Supplier<Object> {

  /** A value of that bundle. */
  public record Note(String text, List<Line> lines, Mood mood) {}

  /** A part of it. */
  public record Line(int number) {}

  /** A constant of it. */
  public enum Mood {
    CALM,
    CROSS
  }

  @Override
  public Object get() {
    return new Note("hello", List.of(new Line(1)), Mood.CALM);
  }
}
