package io.weft.files.send;

import io.weft.exchange.ApplicationException;
import io.weft.files.folder.SafeName;
import io.weft.files.wire.Circle;
import io.weft.files.wire.Refusals;
import io.weft.node.NodeId;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where the files of a source are. Nothing outside its roots is ever reached: names are checked,
 * and no link is followed.
 *
 * @param roots by name, in order
 * @param permissions whether they are told
 * @param passing to whom else it is given, who pass it on to each other
 */
public record Origin(Map<String, Path> roots, boolean permissions, Optional<Passing> passing) {

  /**
   * Who pass things on to each other.
   *
   * @param there whether one of them can be asked
   */
  public record Passing(Circle circle, Predicate<NodeId> there) {}

  public Origin {
    roots = new LinkedHashMap<>(roots);
  }

  /** What nobody passes on. */
  Origin(Map<String, Path> roots, boolean permissions) {
    this(roots, permissions, Optional.empty());
  }

  /**
   * The file of an entry's path.
   *
   * @throws ApplicationException if there is none that may be read
   */
  Path file(String path) {
    int slash = path.indexOf('/');
    Path root = roots.get(slash < 0 ? path : path.substring(0, slash));
    if (root == null) {
      throw nothing(path);
    }
    return slash < 0 ? root : below(root, path.substring(slash + 1));
  }

  /**
   * What is below a folder, or would be.
   *
   * @throws ApplicationException if the path leads elsewhere, or over a link
   */
  static Path below(Path folder, String path) {
    Optional<String> fault = SafeName.fault(path);
    if (fault.isPresent()) {
      throw new ApplicationException(
          Refusals.NOT_SHARED, SafeName.shown(path) + " is not served: " + fault.get());
    }
    Path at = folder;
    for (String segment : path.split("/", -1)) {
      try {
        at = at.resolve(segment);
      } catch (InvalidPathException e) {
        throw nothing(path);
      }
      if (Files.isSymbolicLink(at)) {
        throw new ApplicationException(
            Refusals.NOT_SHARED,
            SafeName.shown(path) + " is not served: a link on the way, and links are not followed");
      }
    }
    return at;
  }

  static ApplicationException nothing(String path) {
    return new ApplicationException(
        Refusals.NOT_SHARED,
        "nothing that is called "
            + SafeName.shown(path)
            + " is shared with you (shared_folders of io.weft.files there)");
  }
}
