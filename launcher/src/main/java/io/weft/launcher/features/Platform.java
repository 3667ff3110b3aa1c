package io.weft.launcher.features;

import java.util.Locale;

/** The operating system and processor in Netty's words: {@code linux-x86_64}. */
public final class Platform {
  private Platform() {}

  /** This machine's. */
  public static String current() {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  static String of(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String arch = osArch.toLowerCase(Locale.ROOT);
    String system =
        os.startsWith("mac") || os.startsWith("darwin")
            ? "osx"
            : os.startsWith("win") ? "windows" : os.startsWith("linux") ? "linux" : os;
    return system
        + "-"
        + switch (arch) {
          case "amd64", "x86_64", "x86-64", "x64" -> "x86_64";
          case "aarch64", "arm64" -> "aarch_64";
          default -> arch;
        };
  }
}
