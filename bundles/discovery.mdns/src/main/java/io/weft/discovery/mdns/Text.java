package io.weft.discovery.mdns;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.weft.discovery.Self;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the TXT record of a node says (RFC 6763, section 6): {@code version=1}, {@code pubkey}
 * (base64 of the X.509 SubjectPublicKeyInfo), {@code node_id}, {@code network}, {@code name}, and
 * the signed record in pieces, {@code r0}, {@code r1}, and so on.
 *
 * @param node who is said to be there; proven by the record alone
 * @param signedRecord empty if it did not fit, or another program announces the node; must not
 *     change
 */
@SuppressWarnings("ArrayRecordComponent")
record Text(NodeId node, String network, byte[] signedRecord) {

  /**
   * Largest TXT record that is sent, in bytes: JmDNS falls silent for good if one does not fit into
   * a message of 1,460 bytes together with its name.
   */
  static final int MAX_SENT_BYTES = 1300;

  /** Largest TXT record that is read, in bytes: a signed record of 4 KiB and what else there is. */
  private static final int MAX_READ_BYTES = 6000;

  /** Bytes of the record in one piece: a string of a TXT record has at most 255. */
  private static final int PIECE_BYTES = 200;

  private static final int MAX_STRING_BYTES = 255;
  private static final int MAX_PIECES = 21;

  /** A name for people, in bytes: longer ones are cut. */
  private static final int MAX_NAME_BYTES = 64;

  private static final String VERSION = "1";

  /** The TXT record of this node; without its signed record if that does not fit. */
  static byte[] of(Self self) {
    NodeRecord record = self.record();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    put(text, "version", VERSION.getBytes(UTF_8));
    put(text, "pubkey", Base64.getEncoder().encode(record.publicKey().getEncoded()));
    put(text, "node_id", record.id().text().getBytes(UTF_8));
    put(text, "network", record.network().getBytes(UTF_8));
    byte[] name = record.name().getBytes(UTF_8);
    put(text, "name", Arrays.copyOf(name, Math.min(name.length, MAX_NAME_BYTES)));
    byte[] described = text.toByteArray();
    byte[] signed = self.signedRecord();
    for (int piece = 0; piece * PIECE_BYTES < signed.length; piece++) {
      int from = piece * PIECE_BYTES;
      put(
          text,
          "r" + piece,
          Arrays.copyOfRange(signed, from, Math.min(from + PIECE_BYTES, signed.length)));
    }
    return text.size() <= MAX_SENT_BYTES ? text.toByteArray() : described;
  }

  /**
   * Reads a TXT record.
   *
   * @return empty if it is not of a node, or of another version
   */
  static Optional<Text> parse(byte[] bytes) {
    if (bytes.length > MAX_READ_BYTES) {
      return Optional.empty();
    }
    Map<String, byte[]> values = values(bytes);
    String node = string(values.get("node_id"));
    String network = string(values.get("network"));
    if (!VERSION.equals(string(values.get("version"))) || node == null || network == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Text(new NodeId(node), network, record(values)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void put(ByteArrayOutputStream text, String key, byte[] value) {
    byte[] name = key.getBytes(UTF_8);
    int length = Math.min(MAX_STRING_BYTES, name.length + 1 + value.length);
    text.write(length);
    text.writeBytes(name);
    text.write('=');
    text.write(value, 0, length - name.length - 1);
  }

  /** Key and value of each string; the first of several with one key counts (section 6.4). */
  private static Map<String, byte[]> values(byte[] bytes) {
    Map<String, byte[]> values = new HashMap<>();
    int at = 0;
    while (at < bytes.length) {
      int end = Math.min(bytes.length, at + 1 + (bytes[at] & 0xff));
      int equals = at + 1;
      while (equals < end && bytes[equals] != '=') {
        equals++;
      }
      if (equals < end) {
        String key = new String(bytes, at + 1, equals - at - 1, UTF_8).toLowerCase(Locale.ROOT);
        values.putIfAbsent(key, Arrays.copyOfRange(bytes, equals + 1, end));
      }
      at = end;
    }
    return values;
  }

  private static byte[] record(Map<String, byte[]> values) {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    for (int piece = 0; piece < MAX_PIECES; piece++) {
      byte[] bytes = values.get("r" + piece);
      if (bytes == null) {
        break;
      }
      record.writeBytes(bytes);
    }
    return record.toByteArray();
  }

  private static @Nullable String string(byte @Nullable [] bytes) {
    return bytes == null ? null : new String(bytes, UTF_8);
  }
}
