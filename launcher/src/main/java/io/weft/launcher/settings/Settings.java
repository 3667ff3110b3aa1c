package io.weft.launcher.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is set, checked and typed.
 *
 * @param values by PID and the bundle's own key
 * @param problems what is wrong, one line each; the values are not to be used unless it is empty
 */
public record Settings(Map<String, Map<String, Object>> values, List<String> problems) {

  /**
   * Where settings come from, later ones win.
   *
   * @param folders with files {@code <pid>.cfg}
   * @param flags what {@code --set} said
   * @param options what other options of the command line said
   */
  public record Sources(
      List<Path> folders,
      Map<String, String> environment,
      List<String> flags,
      List<Assignment> options) {

    /** Copies. */
    public Sources {
      folders = List.copyOf(folders);
      environment = Map.copyOf(environment);
      flags = List.copyOf(flags);
      options = List.copyOf(options);
    }
  }

  /** Reads and checks all of it; finds all problems, not only the first. */
  public static Settings read(Sources sources, Catalog catalog) {
    List<Assignment> assignments = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Path folder : sources.folders()) {
      SettingsFiles.read(folder, assignments, problems);
    }
    EnvironmentSettings.read(sources.environment(), catalog, assignments, problems);
    sources.options().stream().filter(option -> !option.adds()).forEach(assignments::add);
    FlagSettings.read(sources.flags(), catalog, assignments, problems);
    sources.options().stream().filter(Assignment::adds).forEach(assignments::add);
    return check(assignments, catalog, problems);
  }

  static Settings check(List<Assignment> assignments, Catalog catalog, List<String> alreadyWrong) {
    Map<String, Map<String, Object>> values = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>(alreadyWrong);
    for (Assignment assignment : assignments) {
      Optional<ComponentSettings> component = catalog.find(assignment.pid());
      if (component.isEmpty()) {
        problems.add(unknownComponent(assignment, catalog));
        continue;
      }
      Optional<Attribute> attribute = component.get().find(assignment.key());
      if (attribute.isEmpty()) {
        problems.add(
            assignment.origin()
                + ": "
                + assignment.pid()
                + " has no setting "
                + assignment.key()
                + Nearest.hint(assignment.key(), component.get().keys()));
        continue;
      }
      try {
        Map<String, Object> ofPid =
            values.computeIfAbsent(assignment.pid(), pid -> new LinkedHashMap<>());
        String id = attribute.get().id();
        ofPid.put(
            id,
            assignment.adds()
                ? attribute.get().with(ofPid.get(id), assignment.value())
                : attribute.get().value(assignment.value()));
      } catch (IllegalArgumentException e) {
        String shown = attribute.get().secret() ? "..." : assignment.value();
        problems.add(
            assignment.origin()
                + ": "
                + attribute.get().key()
                + " = "
                + shown
                + ": "
                + e.getMessage());
      }
    }
    return new Settings(values, List.copyOf(problems));
  }

  private static String unknownComponent(Assignment assignment, Catalog catalog) {
    List<String> pids = catalog.all().stream().map(ComponentSettings::pid).toList();
    return assignment.origin()
        + ": nothing in this node has settings named "
        + assignment.pid()
        + Nearest.hint(assignment.pid(), pids);
  }
}
