package io.weft.house;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Settings are described where they are declared: for people, for tools and for the checks. */
final class SettingsRule {
  private static final Set<String> NUMBERS =
      Set.of("int", "long", "short", "byte", "double", "float");

  /** A single low line would become a dot in the key (Component Property Types, 112.8.2.1). */
  private static final Pattern DOTTED = Pattern.compile("[^_]_[^_]");

  private SettingsRule() {}

  static List<String> violations(House house) {
    List<String> wrong = new ArrayList<>();
    Set<String> designated = new TreeSet<>();
    Map<String, String> undesignated = new TreeMap<>();
    for (Path bundle : house.bundles()) {
      List<Source.Type> types =
          house.main(bundle).stream().flatMap(source -> source.types().stream()).toList();
      for (Source.Type type : types) {
        if (type.tree().getKind() == Tree.Kind.ANNOTATION_TYPE && isDescribed(type)) {
          wrong.addAll(undescribed(house, type));
        }
        Optional<? extends AnnotationTree> component =
            Source.annotation(type.tree().getModifiers(), "Component");
        if (component.isPresent() && takesSettings(type, types)) {
          String pid = pid(component.get(), type);
          if (Source.annotation(type.tree().getModifiers(), "Designate").isPresent()) {
            designated.add(pid);
          } else {
            undesignated.put(pid, house.name(type.source().file()));
          }
        }
      }
    }
    undesignated.keySet().removeAll(designated);
    undesignated.forEach(
        (pid, file) -> wrong.add(file + ": no @Designate describes the settings " + pid));
    return wrong;
  }

  private static boolean isDescribed(Source.Type type) {
    return Source.annotation(type.tree().getModifiers(), "ObjectClassDefinition").isPresent();
  }

  private static List<String> undescribed(House house, Source.Type settings) {
    List<String> wrong = new ArrayList<>();
    String file = house.name(settings.source().file()) + ": ";
    AnnotationTree all =
        Source.annotation(settings.tree().getModifiers(), "ObjectClassDefinition").orElseThrow();
    if (!Source.says(all, "description")) {
      wrong.add(file + "no description of the settings");
    }
    for (Tree member : settings.tree().getMembers()) {
      if (member instanceof MethodTree setting) {
        wrong.addAll(undescribed(setting).stream().map(what -> file + what).toList());
      }
    }
    return wrong;
  }

  private static List<String> undescribed(MethodTree setting) {
    String name = setting.getName().toString();
    Optional<? extends AnnotationTree> described =
        Source.annotation(setting.getModifiers(), "AttributeDefinition");
    if (described.isEmpty()) {
      return List.of(name + " has no @AttributeDefinition");
    }
    List<String> wrong = new ArrayList<>();
    if (!Source.says(described.get(), "description")) {
      wrong.add(name + " has no description");
    }
    boolean number = NUMBERS.contains(setting.getReturnType().toString());
    if (number && !Source.says(described.get(), "min")) {
      wrong.add(name + " has no min");
    }
    if (number && !Source.says(described.get(), "max")) {
      wrong.add(name + " has no max");
    }
    if (DOTTED.matcher(name).find()) {
      wrong.add(name + " has a single low line: the key would have a dot");
    }
    return wrong;
  }

  /** Whether an activation takes an annotation type of the bundle, or a bare map. */
  private static boolean takesSettings(Source.Type component, List<Source.Type> types) {
    return component.tree().getMembers().stream()
        .filter(MethodTree.class::isInstance)
        .map(MethodTree.class::cast)
        .filter(method -> Source.annotation(method.getModifiers(), "Activate").isPresent())
        .flatMap(method -> method.getParameters().stream())
        .map(VariableTree::getType)
        .map(Source::simple)
        .anyMatch(name -> name.equals("Map") || isAnnotationType(name, types));
  }

  private static boolean isAnnotationType(String name, List<Source.Type> types) {
    return types.stream()
        .anyMatch(
            type -> type.name().equals(name) && type.tree().getKind() == Tree.Kind.ANNOTATION_TYPE);
  }

  private static String pid(AnnotationTree component, Source.Type type) {
    return Source.value(component, "configurationPid")
        .map(Object::toString)
        .orElse(type.source().packageName() + "." + type.name());
  }
}
