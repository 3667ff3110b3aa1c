package io.weft.control.input;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All mappings, by device. Never changes. */
record MappingBook(Map<String, List<Mapping>> byDevice) {

  static final MappingBook EMPTY = new MappingBook(Map.of());

  /** More than the faders of any desk. */
  private static final int MAX_MAPPINGS = 4096;

  MappingBook {
    byDevice = Map.copyOf(byDevice);
  }

  /**
   * Reads mappings that stand between semicolons.
   *
   * @throws IllegalArgumentException if one is not of its form; the message shows key and value
   */
  static MappingBook read(String text) {
    Map<String, List<Mapping>> all = new LinkedHashMap<>();
    int count = 0;
    for (String each : text.split(";")) {
      String one = each.strip();
      if (one.isEmpty()) {
        continue;
      }
      if (++count > MAX_MAPPINGS) {
        throw new IllegalArgumentException("mappings has more than " + MAX_MAPPINGS + " mappings");
      }
      try {
        Mapping mapping = Mapping.of(one);
        all.computeIfAbsent(mapping.device(), device -> new ArrayList<>()).add(mapping);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "mappings: mapping " + count + ", \"" + one + "\": " + e.getMessage(), e);
      }
    }
    return new MappingBook(all);
  }

  List<Mapping> of(String device) {
    return byDevice.getOrDefault(device, List.of());
  }
}
