package io.weft.discovery.registry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.weft.discovery.registry.Sheet.Problem;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of one entry while it is read. The first mistake spoils the entry. */
final class Fields {

  static final String NETWORK = "cluster_node_id";
  static final String NODE = "node_id";
  static final String NAME = "name";
  static final String KEY = "public_key";
  static final String DIRECT = "direct_addresses";
  static final String RELAY = "relay_url";
  static final String ADDRESS = "address";
  static final String SEQUENCE = "sequence";
  static final String EXPIRES = "expires";
  static final String RECORD = "record";
  static final String CERTIFICATES = "certificates";
  static final String SIGNATURE = "signature";

  /** Of other tools: what they say is not needed, but must make sense. */
  private static final String SOURCE = "source";

  private static final String DISCOVERED = "discovered_at";

  /** Texts of one field each. */
  private static final Set<String> TEXTS =
      Set.of(
          NETWORK, NODE, NAME, KEY, RELAY, ADDRESS, EXPIRES, RECORD, SIGNATURE, SOURCE, DISCOVERED);

  /** Characters of a text that is no proof: four times what a node's own record may have. */
  private static final int MAX_TEXT = 1024;

  /** Characters of a part of a proof: more than the largest record in base64. */
  private static final int MAX_PROOF = Proof.MAX_BYTES * 4 / 3 + 4;

  /** Certificates of one proof: as the wire's schema has it. */
  private static final int MAX_CERTIFICATES = 8;

  private final JsonParser in;
  private final String where;
  private final String place;
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, String> places = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final List<String> remarks = new ArrayList<>();
  private final List<String> certificates = new ArrayList<>();
  private @Nullable List<URI> direct;
  private @Nullable Long sequence;
  private @Nullable Problem problem;

  Fields(JsonParser in, String where, String place) {
    this.in = in;
    this.where = where;
    this.place = place;
  }

  /** Reads the value at which the parser stands, of the field of this name, to its end. */
  void read(String name) throws IOException {
    JsonToken token = in.currentToken();
    boolean known =
        TEXTS.contains(name)
            || name.equals(DIRECT)
            || name.equals(SEQUENCE)
            || name.equals(CERTIFICATES);
    if (!known || problem != null) {
      in.skipChildren();
      return;
    }
    String at = SheetReader.place(where, in.currentTokenLocation());
    if (!seen.add(name)) {
      spoil(at, name + " is there twice");
      in.skipChildren();
    } else if (token == JsonToken.VALUE_NULL) {
      return; // as if it were not there
    } else if (TEXTS.contains(name)) {
      places.put(name, at);
      text(name, at).ifPresent(text -> texts.put(name, text));
    } else if (name.equals(SEQUENCE)) {
      sequence(token, at);
    } else {
      array(name, token, at);
    }
  }

  /** The entry; empty if a field is wrong: then {@link #problem} says which. */
  Optional<Listed> end() {
    if (problem != null) {
      return Optional.empty();
    }
    try {
      time(DISCOVERED);
      return Optional.of(
          new Listed(
              place,
              given(NETWORK),
              given(NODE),
              given(NAME),
              given(KEY),
              Optional.ofNullable(direct),
              first(),
              Optional.ofNullable(sequence),
              time(EXPIRES),
              proof(),
              remarks));
    } catch (WrongException e) {
      spoil(e.at, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** What is wrong with the entry. */
  Problem problem() {
    return problem == null ? new Problem(place, "it is fine") : problem;
  }

  /** A token in words. */
  static String kind(@Nullable JsonToken token) {
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      default -> "null";
    };
  }

  private Optional<String> text(String name, String at) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      spoil(at, name + " is a text, but here is " + kind(in.currentToken()));
      in.skipChildren();
      return Optional.empty();
    }
    int limit =
        name.equals(RECORD) || name.equals(SIGNATURE) || name.equals(CERTIFICATES)
            ? MAX_PROOF
            : MAX_TEXT;
    String text = in.getText();
    if (text.length() > limit) {
      spoil(at, name + " has " + text.length() + " characters (limit " + limit + ")");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  private void sequence(JsonToken token, String at) throws IOException {
    if (token != JsonToken.VALUE_NUMBER_INT) {
      spoil(at, SEQUENCE + " is a whole number, but here is " + kind(token));
      in.skipChildren();
      return;
    }
    try {
      sequence = Long.parseLong(in.getText());
    } catch (NumberFormatException e) {
      spoil(at, SEQUENCE + " is " + Shown.text(in.getText()) + " (limit " + Long.MAX_VALUE + ")");
    }
  }

  private void array(String name, JsonToken token, String at) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      spoil(at, name + " is an array, but here is " + kind(token));
      in.skipChildren();
      return;
    }
    int limit = name.equals(DIRECT) ? Addresses.MAX_COUNT : MAX_CERTIFICATES;
    List<URI> addresses = new ArrayList<>();
    int count = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      count++;
      if (problem != null || count > limit) {
        in.skipChildren();
        continue;
      }
      String elementAt = SheetReader.place(where, in.currentTokenLocation());
      Optional<String> text = text(name, elementAt);
      if (text.isPresent() && name.equals(DIRECT)) {
        try {
          addresses.add(Addresses.parse(text.get()));
        } catch (IllegalArgumentException e) {
          remarks.add(String.valueOf(e.getMessage()));
        }
      } else {
        text.ifPresent(certificates::add);
      }
    }
    if (count > limit) {
      spoil(at, name + " has " + count + " values (limit " + limit + ")");
    }
    if (name.equals(DIRECT)) {
      direct = addresses;
    }
  }

  private Optional<String> given(String name) {
    return Optional.ofNullable(texts.get(name)).filter(text -> !text.isEmpty());
  }

  private Optional<URI> first() {
    Optional<String> text = given(ADDRESS);
    try {
      return text.map(Addresses::parse);
    } catch (IllegalArgumentException e) {
      remarks.add(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Instant> time(String name) throws WrongException {
    String text = texts.get(name);
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw new WrongException(
          places.getOrDefault(name, place),
          name
              + " is "
              + Shown.text(text)
              + ", which is no time by ISO 8601 such as 2026-01-31T12:00:00Z");
    }
  }

  private Optional<Proof> proof() throws WrongException {
    Optional<String> record = given(RECORD);
    Optional<String> signature = given(SIGNATURE);
    if (record.isEmpty() && signature.isEmpty() && certificates.isEmpty()) {
      return Optional.empty();
    }
    if (record.isEmpty() || signature.isEmpty() || certificates.isEmpty()) {
      String missing = record.isEmpty() ? RECORD : signature.isEmpty() ? SIGNATURE : CERTIFICATES;
      throw new WrongException(
          place,
          "it is signed, but "
              + missing
              + " is missing, so the signature cannot be verified: save"
              + " it again with weft registry save, or leave record, certificates and signature"
              + " away for a mere address");
    }
    List<byte[]> chain = new ArrayList<>();
    for (String certificate : certificates) {
      chain.add(bytes(CERTIFICATES, certificate));
    }
    return Optional.of(
        new Proof(bytes(RECORD, record.get()), chain, bytes(SIGNATURE, signature.get())));
  }

  private byte[] bytes(String name, String text) throws WrongException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new WrongException(
          places.getOrDefault(name, place),
          name + " is not base64: " + Shown.reason(String.valueOf(e.getMessage())));
    }
  }

  private void spoil(String at, String reason) {
    if (problem == null) {
      problem = new Problem(at, reason);
    }
  }

  private static final class WrongException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String at;

    WrongException(String at, String message) {
      super(message, null, false, false);
      this.at = at;
    }
  }
}
