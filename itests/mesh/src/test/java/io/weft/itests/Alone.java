package io.weft.itests;

/**
 * Marks classes of tests that measure times or load the machine: no other class runs beside them.
 * With JUnit 5 by {@code @Tag(Alone.TAG)}, with JUnit 4 by {@code @Category(Alone.class)}.
 */
public interface Alone {

  /** What the build chooses by. */
  String TAG = "io.weft.itests.Alone";
}
