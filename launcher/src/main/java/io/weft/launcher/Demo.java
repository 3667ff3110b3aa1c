package io.weft.launcher;

/** {@code weft demo}. */
public final class Demo {
  private Demo() {}

  /** Not there yet. */
  public static void main(String[] args) {
    System.err.println("weft: the demonstration is not there yet");
    System.exit(1);
  }
}
