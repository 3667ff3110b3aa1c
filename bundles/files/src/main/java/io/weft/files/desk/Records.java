package io.weft.files.desk;

import io.weft.files.receive.Errand;
import io.weft.files.send.Parcel;
import io.weft.files.wire.Circle;
import io.weft.files.wire.Locator;
import io.weft.node.NodeId;
import io.weft.transfer.SendOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Transfers as names and texts, for the {@link Book}. */
final class Records {

  /** Somebody here has paused it. */
  static final String PAUSED = "paused";

  private static final String ROOT = "root.";

  private Records() {}

  static boolean isErrand(Map<String, String> fields) {
    return fields.containsKey("into");
  }

  static boolean isPaused(Map<String, String> fields) {
    return Boolean.parseBoolean(fields.get(PAUSED));
  }

  static Map<String, String> of(Errand errand) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("peer", errand.peer().text());
    fields.put("offered", String.valueOf(errand.locator().offered()));
    fields.put("where", errand.locator().text());
    fields.put("name", errand.name());
    fields.put("into", errand.into().toString());
    fields.put("replace", String.valueOf(errand.replace()));
    fields.put("sha256", String.valueOf(errand.sha256()));
    fields.put("permissions", String.valueOf(errand.permissions()));
    fields.put("offset", String.valueOf(errand.offset()));
    fields.put("length", String.valueOf(errand.length()));
    fields.put("rate", String.valueOf(errand.maxBytesPerSecond()));
    fields.put("most", String.valueOf(errand.mostBytes()));
    errand.circle().ifPresent(circle -> put(fields, circle));
    return fields;
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  static Errand errand(String id, Map<String, String> fields) {
    return new Errand(
        id,
        new NodeId(field(fields, "peer")),
        new Locator(flag(fields, "offered"), field(fields, "where")),
        field(fields, "name"),
        Path.of(field(fields, "into")),
        flag(fields, "replace"),
        flag(fields, "sha256"),
        flag(fields, "permissions"),
        number(fields, "offset"),
        number(fields, "length"),
        number(fields, "rate"),
        number(fields, "most"),
        circle(fields));
  }

  static Map<String, String> of(Parcel parcel) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("peer", parcel.peer().text());
    fields.put("name", parcel.name());
    fields.put("files", String.valueOf(parcel.files()));
    fields.put("bytes", String.valueOf(parcel.bytes()));
    fields.put("sha256", String.valueOf(parcel.options().sha256()));
    fields.put("permissions", String.valueOf(parcel.options().permissions()));
    fields.put("rate", String.valueOf(parcel.options().maxBytesPerSecond()));
    parcel.circle().ifPresent(circle -> put(fields, circle));
    int number = 0;
    for (Path each : parcel.roots().values()) {
      fields.put(ROOT + number++, each.toString());
    }
    return fields;
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  static Parcel parcel(String id, Map<String, String> fields) {
    Map<String, Path> roots = new LinkedHashMap<>();
    for (int i = 0; fields.containsKey(ROOT + i); i++) {
      Path root = Path.of(field(fields, ROOT + i));
      roots.put(String.valueOf(root.getFileName()), root);
    }
    return new Parcel(
        id,
        new NodeId(field(fields, "peer")),
        field(fields, "name"),
        roots,
        number(fields, "files"),
        number(fields, "bytes"),
        new SendOptions(
            flag(fields, "sha256"), flag(fields, "permissions"), number(fields, "rate")),
        circle(fields));
  }

  private static void put(Map<String, String> fields, Circle circle) {
    fields.put("circle", circle.id());
    fields.put("own", String.valueOf(circle.own()));
    fields.put("nodes", circle.nodes().stream().map(NodeId::text).collect(Collectors.joining(" ")));
  }

  private static Optional<Circle> circle(Map<String, String> fields) {
    String id = fields.get("circle");
    if (id == null) {
      return Optional.empty();
    }
    List<NodeId> nodes = Arrays.stream(field(fields, "nodes").split(" ")).map(NodeId::new).toList();
    int own = Math.toIntExact(number(fields, "own"));
    if (own < 0 || own >= nodes.size()) {
      throw new IllegalArgumentException("own is " + own + " of " + nodes.size() + " nodes");
    }
    return Optional.of(new Circle(id, own, nodes));
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  private static boolean flag(Map<String, String> fields, String name) {
    return Boolean.parseBoolean(field(fields, name));
  }

  private static long number(Map<String, String> fields, String name) {
    return Long.parseLong(field(fields, name));
  }
}
