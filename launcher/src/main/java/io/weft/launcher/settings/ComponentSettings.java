package io.weft.launcher.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that may be set under one PID.
 *
 * @param factory whether there may be several, named {@code pid~name}
 */
record ComponentSettings(String pid, boolean factory, List<Attribute> attributes) {

  ComponentSettings {
    attributes = List.copyOf(attributes);
  }

  /** The setting of a key: as it is, or else whatever separators it is written with. */
  Optional<Attribute> find(String key) {
    return attributes.stream()
        .filter(attribute -> attribute.id().equals(key))
        .findFirst()
        .or(
            () ->
                attributes.stream()
                    .filter(a -> Attribute.plain(a.id()).equals(Attribute.plain(key)))
                    .findFirst());
  }

  /** Several components may share a PID: each sees its own keys. */
  ComponentSettings and(ComponentSettings other) {
    Map<String, Attribute> all = new LinkedHashMap<>();
    attributes.forEach(attribute -> all.put(attribute.id(), attribute));
    other.attributes.forEach(attribute -> all.putIfAbsent(attribute.id(), attribute));
    return new ComponentSettings(pid, factory || other.factory, List.copyOf(all.values()));
  }

  List<String> keys() {
    return attributes.stream().map(Attribute::key).toList();
  }
}
