package io.weft.discovery.dns;

import io.weft.node.NodeId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a TXT record says of a node (RFC 6763, section 6, as far as it fits): its signed record in
 * base64 in pieces {@code r0}, {@code r1}, and so on, or at least its {@code node_id}.
 *
 * @param signed empty if there is none; must not change
 */
@SuppressWarnings("ArrayRecordComponent")
record Pieces(Optional<NodeId> node, byte[] signed) {

  /** A signed record of 4 KiB is 5,464 characters, of which a piece has at most 252. */
  private static final int MAX_PIECES = 28;

  private static final int MAX_RECORD_BYTES = 4096;

  /** Strings that are looked at. */
  private static final int MAX_STRINGS = 64;

  /**
   * Reads the strings of one TXT record.
   *
   * @return empty if they say nothing of a node
   * @throws IllegalArgumentException if they try, and cannot be read; the message says why
   */
  static Optional<Pieces> of(List<byte[]> strings) {
    Map<String, String> values = new HashMap<>();
    for (byte[] each : strings.subList(0, Math.min(MAX_STRINGS, strings.size()))) {
      String text = new String(each, StandardCharsets.ISO_8859_1);
      int equals = text.indexOf('=');
      if (equals > 0) {
        values.putIfAbsent(
            text.substring(0, equals).toLowerCase(Locale.ROOT), text.substring(equals + 1));
      }
    }
    byte[] signed = signed(values);
    Optional<NodeId> node = node(values.get("node_id"));
    return signed.length == 0 && node.isEmpty()
        ? Optional.empty()
        : Optional.of(new Pieces(node, signed));
  }

  private static byte[] signed(Map<String, String> values) {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    StringBuilder text = new StringBuilder();
    int pieces = 0;
    while (values.containsKey("r" + pieces)) {
      text.append(values.get("r" + pieces));
      pieces++;
    }
    if (pieces > MAX_PIECES) {
      throw new IllegalArgumentException(
          "a record in " + pieces + " pieces (limit " + MAX_PIECES + ")");
    }
    try {
      record.writeBytes(Base64.getDecoder().decode(text.toString()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a record that is not base64: " + e.getMessage(), e);
    }
    if (record.size() > MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "a record of " + record.size() + " bytes (limit " + MAX_RECORD_BYTES + ")");
    }
    return record.toByteArray();
  }

  private static Optional<NodeId> node(@Nullable String text) {
    return text == null ? Optional.empty() : Optional.of(new NodeId(text.strip()));
  }
}
