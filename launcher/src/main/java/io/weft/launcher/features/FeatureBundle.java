package io.weft.launcher.features;

import java.util.Optional;

/**
 * One bundle of a feature.
 *
 * @param startLevel the framework's start level from which it runs
 * @param platform the only operating system and processor that it is for, as in {@link Platform};
 *     empty for all
 */
public record FeatureBundle(ArtifactId id, int startLevel, Optional<String> platform) {

  /** Whether it belongs on this machine. */
  public boolean fits(String machine) {
    return platform.isEmpty() || platform.get().equals(machine);
  }
}
