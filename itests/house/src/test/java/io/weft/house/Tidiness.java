package io.weft.house;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names, sizes and habits. */
final class Tidiness {
  /** Words that say nothing of what is inside. */
  private static final Set<String> EMPTY_WORDS =
      Set.of(
          "util",
          "utils",
          "common",
          "core",
          "impl",
          "internal",
          "manager",
          "helper",
          "helpers",
          "base");

  /** Names of the JDK that our classes for them share. */
  private static final List<String> JDK_NAMES = List.of("TrustManager", "KeyManager");

  /** Segments of the deepest package, such as {@code io.weft.transport.tcp}. */
  private static final int DEEPEST = 4;

  /** Lines of the longest file. */
  private static final int LONGEST = 500;

  private Tidiness() {}

  /** Nothing is called util, common, core, impl, internal, manager, helper or base. */
  static List<String> names(House house) {
    List<String> wrong = new ArrayList<>();
    for (Path module : house.modules()) {
      for (Source source : house.main(module)) {
        for (String segment : source.packageName().split("\\.")) {
          if (EMPTY_WORDS.contains(segment)) {
            wrong.add(house.name(source.file()) + ": package " + source.packageName());
          }
        }
        for (Source.Type type : source.types()) {
          if (saysNothing(type.name())) {
            wrong.add(house.name(source.file()) + ": class " + type.name());
          }
        }
      }
    }
    return wrong;
  }

  /** Packages are at most four deep. */
  static List<String> depth(House house) {
    List<String> wrong = new ArrayList<>();
    for (Path module : house.modules()) {
      for (Source source : house.main(module)) {
        if (source.packageName().split("\\.").length > DEEPEST) {
          wrong.add(house.name(source.file()) + ": package " + source.packageName());
        }
      }
    }
    return wrong;
  }

  /** Files have at most 500 lines; past 400 look for the second noun. */
  static List<String> sizes(House house) {
    List<String> wrong = new ArrayList<>();
    for (Path module : house.modules()) {
      for (Source source : house.main(module)) {
        if (source.lines() > LONGEST) {
          wrong.add(
              "%s: %d lines (limit %d)"
                  .formatted(house.name(source.file()), source.lines(), LONGEST));
        }
      }
    }
    return wrong;
  }

  /** Tests wait on conditions: testkit has {@code Eventually}. */
  static List<String> sleeps(House house) {
    List<String> wrong = new ArrayList<>();
    for (Path module : house.modules()) {
      for (Source source : house.test(module)) {
        for (long line : source.linesWith("Thread", "sleep")) {
          wrong.add(house.name(source.file()) + ":" + line + ": Thread.sleep");
        }
      }
    }
    return wrong;
  }

  /** Only what talks to a person at a terminal prints: shell, launcher and the join command. */
  static List<String> prints(House house) {
    List<String> wrong = new ArrayList<>();
    for (Path bundle : house.bundles()) {
      if (bundle.endsWith("shell")) {
        continue;
      }
      for (Source source : house.main(bundle)) {
        for (String stream : List.of("out", "err")) {
          for (long line : source.linesWith("System", stream)) {
            if (!source.file().endsWith("Join.java")) {
              wrong.add(house.name(source.file()) + ":" + line + ": System." + stream);
            }
          }
        }
      }
    }
    return wrong;
  }

  private static boolean saysNothing(String className) {
    String ownWords = className;
    for (String jdkName : JDK_NAMES) {
      ownWords = ownWords.replace(jdkName, "");
    }
    for (String word : ownWords.split("(?<=[a-z0-9])(?=[A-Z])")) {
      if (EMPTY_WORDS.contains(word.toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }
}
