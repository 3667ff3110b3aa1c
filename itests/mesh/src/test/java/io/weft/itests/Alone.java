package io.weft.itests;

/**
 * Marks classes of tests that measure times or load the machine: no other class runs beside them.
 * By {@code @Tag(Alone.TAG)}; classes of JUnit 4 cannot be chosen by that, and run with the others.
 */
public interface Alone {

  /** What the build chooses by. */
  String TAG = "io.weft.itests.Alone";
}
