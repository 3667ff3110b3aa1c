import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Prints the home of the newest JDK of this machine that is at least as new as the first argument
 * says, or {@code none}. A second argument that is not empty is the only place where it looks. Run
 * from source by the build, in the modules that need a newer JDK than Maven's own.
 */
final class FindJdk {
  private static final List<String> FOLDERS =
      List.of(
          "/usr/lib/jvm",
          "/usr/java",
          "/opt/java",
          "/opt",
          "/Library/Java/JavaVirtualMachines",
          "~/.sdkman/candidates/java",
          "~/.jdks",
          "~/.gradle/jdks",
          "~/Library/Java/JavaVirtualMachines",
          "C:/Program Files/Java",
          "C:/Program Files/Eclipse Adoptium");

  public static void main(String[] args) {
    int wanted = Integer.parseInt(args[0]);
    Path best = null;
    int newest = wanted - 1;
    for (Path home : candidates(args.length > 1 ? args[1] : "")) {
      int version = version(home);
      if (version > newest) {
        best = home;
        newest = version;
      }
    }
    System.out.print(best == null ? "none" : best);
  }

  private static List<Path> candidates(String only) {
    if (!only.isEmpty()) {
      return List.of(Path.of(only));
    }
    List<Path> homes = new ArrayList<>();
    homes.add(Path.of(System.getProperty("java.home")));
    System.getenv().entrySet().stream()
        .filter(each -> each.getKey().startsWith("JAVA_HOME") && !each.getValue().isBlank())
        .forEach(each -> homes.add(Path.of(each.getValue())));
    for (String folder : FOLDERS) {
      Path parent = Path.of(folder.replace("~", System.getProperty("user.home", "")));
      try (Stream<Path> children = Files.list(parent)) {
        children.sorted().forEach(child -> {
          homes.add(child);
          homes.add(child.resolve("Contents/Home"));
        });
      } catch (IOException e) {
        continue; // no such folder here
      }
    }
    return homes;
  }

  /** Of a JDK: a folder with a compiler and a release file; 0 if it is none. */
  private static int version(Path home) {
    boolean compiler =
        Files.isExecutable(home.resolve("bin/javac"))
            || Files.isExecutable(home.resolve("bin/javac.exe"));
    if (!compiler) {
      return 0;
    }
    Properties release = new Properties();
    try (Reader file = Files.newBufferedReader(home.resolve("release"))) {
      release.load(file);
      String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
      return Integer.parseInt(version.split("[.+-]")[0]);
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  private FindJdk() {}
}
