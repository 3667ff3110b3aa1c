package io.weft.launcher;

/** {@code weft --version}. */
public final class Version {
  private Version() {}

  /** Prints Weft's version and Java's. */
  public static void main(String[] args) {
    System.out.println("weft " + ours() + ", Java " + Runtime.version());
  }

  static String ours() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
