package io.weft.launcher.features;

import io.weft.launcher.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Folders of Maven's layout, asked in order.
 *
 * @param roots need not exist
 */
public record Repository(List<Path> roots) {

  /** Copies. */
  public Repository {
    roots = List.copyOf(roots);
  }

  /** The file of an artifact. */
  public Optional<Path> find(ArtifactId id) {
    return roots.stream()
        .map(root -> root.resolve(id.path()))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /**
   * The file of an artifact.
   *
   * @param wantedBy who names it, for the message
   * @throws Refusal if it is nowhere
   */
  public Path require(ArtifactId id, String wantedBy) {
    return find(id)
        .orElseThrow(
            () ->
                new Refusal(
                    wantedBy
                        + ": the bundle "
                        + id
                        + " is not there; looked for "
                        + id.path()
                        + " in "
                        + roots.stream().map(Path::toString).collect(Collectors.joining(" and "))));
  }
}
