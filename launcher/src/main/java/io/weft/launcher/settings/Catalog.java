package io.weft.launcher.settings;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What can be set: in the bundles that this node has and, asked only for what these don't know, in
 * all others of the distribution. One thread at a time.
 */
public final class Catalog {
  /** Settings of the node itself; their keys may stand alone. */
  static final String NETWORK = "io.weft.network";

  /** What PIDs of our own begin with, and what may be left out on the command line. */
  static final String OURS = "io.weft.";

  private final Map<String, ComponentSettings> known = new LinkedHashMap<>();
  private final Set<Path> read = new LinkedHashSet<>();
  private final Supplier<? extends Collection<Path>> others;
  private boolean complete;

  /**
   * @param others jars that are looked into only when a name is not known
   */
  public Catalog(Supplier<? extends Collection<Path>> others) {
    this.others = others;
  }

  /** Takes up what can be set in these jars; a jar that was replaced must be given again. */
  public void add(Collection<Path> jars) {
    for (Path jar : jars) {
      read.add(jar);
      for (ComponentSettings component : MetatypeReader.read(jar)) {
        known.merge(component.pid(), component, (before, now) -> now.and(before));
      }
    }
  }

  /** Of the PID itself, or of its factory if it is {@code factory~name}. */
  Optional<ComponentSettings> find(String pid) {
    int tilde = pid.indexOf('~');
    String key = tilde < 0 ? pid : pid.substring(0, tilde);
    if (!known.containsKey(key)) {
      complete();
    }
    return Optional.ofNullable(known.get(key)).filter(found -> tilde < 0 || found.factory());
  }

  /** All, of this node and of the distribution. */
  List<ComponentSettings> all() {
    complete();
    return List.copyOf(known.values());
  }

  /** Only those of the bundles that this node has, and of those that were asked for. */
  List<ComponentSettings> likely() {
    return List.copyOf(known.values());
  }

  private void complete() {
    if (!complete) {
      complete = true;
      others.get().stream().filter(jar -> !read.contains(jar)).forEach(jar -> add(List.of(jar)));
    }
  }
}
