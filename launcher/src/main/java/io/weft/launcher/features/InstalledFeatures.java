package io.weft.launcher.features;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.osgi.framework.Bundle;

/**
 * Which features brought which bundles: a bundle stays as long as one of them names it. One thread
 * at a time.
 */
public final class InstalledFeatures {
  private final Bundles bundles;
  private final Repository repository;
  private final Path inPlace;
  private final String platform;
  private final Map<String, Set<Path>> filesByOwner = new LinkedHashMap<>();
  private final Map<Path, Bundle> installed = new HashMap<>();

  /**
   * @param inPlace below this folder files are not changed at run time, so they are not copied
   * @param platform this machine's
   */
  public InstalledFeatures(Bundles bundles, Repository repository, Path inPlace, String platform) {
    this.bundles = bundles;
    this.repository = repository;
    this.inPlace = inPlace;
    this.platform = platform;
  }

  /**
   * Installs a feature, or replaces the one that this owner had: bundles that both name are left
   * alone, those that only the old one named go. Nothing has changed if it throws.
   *
   * @param owner who wants it, such as a file's name
   * @return the bundles that are new, for starting
   */
  public List<Bundle> install(String owner, Feature feature) {
    Map<Path, FeatureBundle> wanted = new LinkedHashMap<>();
    for (FeatureBundle bundle : feature.bundles()) {
      if (bundle.fits(platform)) {
        wanted.putIfAbsent(repository.require(bundle.id(), owner), bundle);
      }
    }
    List<Bundle> fresh = new ArrayList<>();
    List<Path> freshFiles = new ArrayList<>();
    try {
      wanted.forEach(
          (file, bundle) -> {
            if (!installed.containsKey(file)) {
              Bundle added = install(file, bundle.startLevel());
              fresh.add(added);
              freshFiles.add(file);
              installed.put(file, added);
            }
          });
    } catch (RuntimeException e) {
      freshFiles.forEach(installed::remove);
      bundles.uninstall(fresh);
      throw e;
    }
    Set<Path> before = filesByOwner.put(owner, new LinkedHashSet<>(wanted.keySet()));
    if (before != null) {
      release(before);
    }
    return fresh;
  }

  private Bundle install(Path file, int startLevel) {
    return file.startsWith(inPlace)
        ? bundles.installInPlace(file, startLevel)
        : bundles.installCopy(file.toUri().toString(), file, startLevel);
  }

  /**
   * Lets go of an owner's feature and uninstalls the bundles that no other names.
   *
   * @return how many bundles went; empty if this owner has none
   */
  public OptionalInt uninstall(String owner) {
    Set<Path> files = filesByOwner.remove(owner);
    return files == null ? OptionalInt.empty() : OptionalInt.of(release(files));
  }

  private int release(Set<Path> files) {
    List<Bundle> gone = new ArrayList<>();
    for (Path file : files) {
      if (filesByOwner.values().stream().noneMatch(owned -> owned.contains(file))) {
        Bundle bundle = installed.remove(file);
        if (bundle != null) {
          gone.add(bundle);
        }
      }
    }
    bundles.uninstall(gone);
    return gone.size();
  }
}
