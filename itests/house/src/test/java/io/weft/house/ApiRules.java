package io.weft.house;

import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What {@code api} promises of itself. */
final class ApiRules {
  /** Public types, nested ones too: what somebody must be able to learn. */
  private static final int MOST_TYPES = 150;

  private ApiRules() {}

  /** Every public type has a comment. */
  static List<String> comments(House house) {
    List<String> wrong = new ArrayList<>();
    for (Source source : house.main(house.bundle("api"))) {
      for (Source.Type type : source.types()) {
        if (type.visible() && !type.documented()) {
          wrong.add(house.name(source.file()) + ": " + type.name() + " has no comment");
        }
      }
    }
    return wrong;
  }

  /** Every package has a version and is exported. */
  static List<String> versions(House house) {
    Set<String> packages = new TreeSet<>();
    Set<String> versioned = new TreeSet<>();
    for (Source source : house.main(house.bundle("api"))) {
      packages.add(source.packageName());
      if (source.isPackageInfo()
          && Source.annotation(source.unit().getPackageAnnotations(), "Version").isPresent()
          && Source.annotation(source.unit().getPackageAnnotations(), "Export").isPresent()) {
        versioned.add(source.packageName());
      }
    }
    packages.removeAll(versioned);
    return packages.stream().map(name -> name + " has no @Export and @Version").toList();
  }

  /** Every interface says who implements it. */
  static List<String> roles(House house) {
    List<String> wrong = new ArrayList<>();
    for (Source source : house.main(house.bundle("api"))) {
      for (Source.Type type : source.types()) {
        boolean isInterface = type.tree().getKind() == Tree.Kind.INTERFACE;
        if (isInterface && type.visible() && !hasRole(type)) {
          wrong.add(
              house.name(source.file())
                  + ": "
                  + type.name()
                  + " has neither @ProviderType nor @ConsumerType");
        }
      }
    }
    return wrong;
  }

  /** There are at most 150 public types: shared control has some twenty, files have sixteen. */
  static List<String> size(House house) {
    long types =
        house.main(house.bundle("api")).stream()
            .flatMap(source -> source.types().stream())
            .filter(Source.Type::visible)
            .count();
    return types <= MOST_TYPES
        ? List.of()
        : List.of("api has " + types + " public types (limit " + MOST_TYPES + ")");
  }

  private static boolean hasRole(Source.Type type) {
    return Source.annotation(type.tree().getModifiers(), "ProviderType").isPresent()
        || Source.annotation(type.tree().getModifiers(), "ConsumerType").isPresent();
  }
}
