package io.weft.node.directory;

import io.weft.exchange.Service;
import io.weft.node.wire.Route;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * A range of versions, in the form of OSGi: {@code [1.2,2)}, or {@code 1.2} for that and all newer
 * ones. Ranges are read once: programs use few.
 */
public final class Versions {

  /** Ranges that are remembered; peers may send any, so then all are forgotten. */
  private static final int MAX_KNOWN = 256;

  private static final Map<String, Versions> KNOWN = new ConcurrentHashMap<>();

  private final VersionRange range;

  private Versions(VersionRange range) {
    this.range = range;
  }

  /**
   * Reads a range.
   *
   * @throws IllegalArgumentException if it is none; the message shows it
   */
  public static Versions of(String text) {
    Versions known = KNOWN.get(text);
    if (known != null) {
      return known;
    }
    if (text.length() > Route.MAX_VERSIONS_BYTES) {
      throw new IllegalArgumentException(
          "range of versions of "
              + text.length()
              + " characters (at most "
              + Route.MAX_VERSIONS_BYTES
              + ")");
    }
    Versions read;
    try {
      read = new Versions(new VersionRange(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "range of versions \""
              + text
              + "\" (as in [1.2,2), or 1.2 for that and all newer ones): "
              + e.getMessage(),
          e);
    }
    if (read.range.isEmpty()) {
      throw new IllegalArgumentException("range of versions \"" + text + "\" has none in it");
    }
    if (KNOWN.size() >= MAX_KNOWN) {
      KNOWN.clear();
    }
    KNOWN.put(text, read);
    return read;
  }

  /** Why a text is no range; {@code null} if it is one. */
  public static @Nullable String refusal(String text) {
    try {
      of(text);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /** Whether a service has a version of the range. What is no version counts as 0.0.0. */
  boolean include(Service service) {
    Version version;
    try {
      version = Version.valueOf(service.description().version());
    } catch (IllegalArgumentException e) {
      version = Version.emptyVersion;
    }
    return range.includes(version);
  }

  @Override
  public String toString() {
    return range.toString();
  }
}
