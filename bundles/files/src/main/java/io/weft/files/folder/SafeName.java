package io.weft.files.folder;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which names from elsewhere become names of files here. */
public final class SafeName {

  /** The longest name of a file, in bytes: that of nearly every file system. */
  private static final int MAX_BYTES = 255;

  /** Folders in folders: deeper trees are a joke, or an attack on those who walk them. */
  private static final int MAX_DEPTH = 100;

  /** Where files are that are not whole yet; nobody else may write there. */
  public static final String PARTS = ".weft-part";

  private static final Set<String> DEVICES =
      Set.of(
          "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7",
          "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

  private static final String NOT_ON_WINDOWS = "<>:\"|?*";

  private static final boolean WINDOWS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  private SafeName() {}

  /** What is wrong with a path of segments separated by slashes, as a name on this system. */
  public static Optional<String> fault(String path) {
    return fault(path, WINDOWS);
  }

  static Optional<String> fault(String path, boolean windows) {
    String[] segments = path.split("/", -1);
    if (segments.length > MAX_DEPTH) {
      return Optional.of(segments.length + " folders deep (limit " + MAX_DEPTH + ")");
    }
    if (segments[0].equals(PARTS)) {
      return Optional.of(PARTS + " is for parts of files");
    }
    for (String segment : segments) {
      Optional<String> fault = segmentFault(segment, windows);
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> segmentFault(String name, boolean windows) {
    if (name.isEmpty()) {
      return Optional.of("absolute, or with an empty name");
    }
    if (name.equals(".") || name.equals("..")) {
      return Optional.of("\"" + name + "\" leads elsewhere");
    }
    if (name.indexOf('\\') >= 0) {
      return Optional.of("with a backslash");
    }
    if (name.length() >= 2 && name.charAt(1) == ':' && Character.isLetter(name.charAt(0))) {
      return Optional.of("with a drive");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("with a control character");
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      return Optional.of("a name of " + bytes + " bytes (limit " + MAX_BYTES + ")");
    }
    return windows ? windowsFault(name) : Optional.empty();
  }

  private static Optional<String> windowsFault(String name) {
    String stem = name.toLowerCase(Locale.ROOT).split("\\.", -1)[0].strip();
    if (DEVICES.contains(stem)) {
      return Optional.of("\"" + name + "\" is a device on Windows");
    }
    if (name.endsWith(".") || name.endsWith(" ")) {
      return Optional.of("Windows takes no names that end with a dot or a blank");
    }
    if (name.chars().anyMatch(c -> NOT_ON_WINDOWS.indexOf(c) >= 0)) {
      return Optional.of("with one of " + NOT_ON_WINDOWS);
    }
    return Optional.empty();
  }

  /** A name from elsewhere in a message: cut, and without what steers terminals. */
  public static String shown(String name) {
    String start = name.length() > MAX_BYTES ? name.substring(0, MAX_BYTES) + "…" : name;
    return "\"" + start.replaceAll("\\p{Cntrl}", "?") + "\"";
  }
}
