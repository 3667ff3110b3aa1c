package io.weft.discovery.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.weft.node.NodeRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/**
 * Writes a node's entry: as a file of its own, or into one that is there already. Of that one all
 * stays as it is but the entry of this node, and of the entry the fields that are not known here.
 */
final class SheetWriter {

  /** What is written anew in any case. */
  private static final Set<String> OWN =
      Set.of(
          Fields.NETWORK,
          Fields.NODE,
          Fields.NAME,
          Fields.KEY,
          Fields.DIRECT,
          Fields.ADDRESS,
          Fields.SEQUENCE,
          Fields.EXPIRES,
          Fields.RECORD,
          Fields.CERTIFICATES,
          Fields.SIGNATURE);

  private static final byte[] NOTHING = {'{', '}'};

  private final NodeRecord record;
  private final byte[] signed;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  SheetWriter(NodeRecord record, byte[] signed) {
    this.record = record;
    this.signed = signed;
  }

  /** A file of this node alone. */
  byte[] fresh() throws IOException {
    return into(NOTHING, Sheet.Form.ONE_NODE);
  }

  /**
   * A file that is there already, with this node's entry as it is now.
   *
   * @param form what {@link SheetReader} has found it to be
   */
  byte[] into(byte[] before, Sheet.Form form) throws IOException {
    DefaultPrettyPrinter lines = new DefaultPrettyPrinter();
    lines.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    lines.indentArraysWith(new DefaultIndenter("  ", "\n"));
    try (JsonParser in = SheetReader.JSON.createParser(before);
        JsonGenerator out = SheetReader.JSON.createGenerator(bytes)) {
      out.setPrettyPrinter(lines);
      in.nextToken();
      switch (form) {
        case ONE_NODE -> entry(in, out);
        case ARRAY -> array(before, in, out);
        case PEERS -> peers(before, in, out);
      }
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private void peers(byte[] before, JsonParser in, JsonGenerator out) throws IOException {
    boolean written = false;
    out.writeStartObject();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      out.writeFieldName(name);
      if (!written && name.equals("peers") && value == JsonToken.START_ARRAY) {
        written = true;
        array(before, in, out);
      } else {
        out.copyCurrentStructureExact(in);
      }
    }
    out.writeEndObject();
  }

  private void array(byte[] before, JsonParser in, JsonGenerator out) throws IOException {
    boolean written = false;
    out.writeStartArray();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      byte[] element = element(before, in);
      try (JsonParser inside = SheetReader.JSON.createParser(element)) {
        inside.nextToken();
        if (!written && isOurs(element)) {
          written = true;
          entry(inside, out);
        } else {
          out.copyCurrentStructureExact(inside);
        }
      }
    }
    if (!written) {
      try (JsonParser nothing = SheetReader.JSON.createParser(NOTHING)) {
        nothing.nextToken();
        entry(nothing, out);
      }
    }
    out.writeEndArray();
  }

  private static byte[] element(byte[] before, JsonParser in) throws IOException {
    long from = in.currentTokenLocation().getByteOffset();
    in.skipChildren();
    if (!in.currentToken().isStructEnd()) {
      in.finishToken();
    }
    long to = in.currentLocation().getByteOffset();
    if (from < 0 || to < from || to > before.length) {
      throw new IOException("it is not in UTF-8: save into another file");
    }
    return Arrays.copyOfRange(before, (int) from, (int) to);
  }

  private boolean isOurs(byte[] element) throws IOException {
    try (JsonParser in = SheetReader.JSON.createParser(element)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        boolean id = in.currentName().equals(Fields.NODE);
        if (in.nextToken() == JsonToken.VALUE_STRING && id) {
          return in.getText().equals(record.id().text());
        }
        in.skipChildren();
      }
      return false;
    }
  }

  /** The entry at which the parser stands, with what is known of this node put in its place. */
  private void entry(JsonParser in, JsonGenerator out) throws IOException {
    Base64.Encoder base64 = Base64.getEncoder();
    Proof proof = Proof.split(signed);
    out.writeStartObject();
    out.writeStringField(Fields.NETWORK, record.network());
    out.writeStringField(Fields.NODE, record.id().text());
    out.writeStringField(Fields.NAME, record.name());
    out.writeStringField(Fields.KEY, base64.encodeToString(record.publicKey().getEncoded()));
    out.writeArrayFieldStart(Fields.DIRECT);
    for (URI address : record.addresses()) {
      out.writeString(address.toString());
    }
    out.writeEndArray();
    if (!record.addresses().isEmpty()) {
      out.writeStringField(Fields.ADDRESS, record.addresses().get(0).toString());
    }
    out.writeNumberField(Fields.SEQUENCE, record.sequence());
    out.writeStringField(
        Fields.EXPIRES, record.expires().truncatedTo(ChronoUnit.SECONDS).toString());
    boolean relay = false;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      if (OWN.contains(name)) {
        in.skipChildren();
      } else {
        relay |= name.equals(Fields.RELAY);
        out.writeFieldName(name);
        out.copyCurrentStructureExact(in);
      }
    }
    if (!relay) {
      out.writeNullField(Fields.RELAY);
    }
    out.writeStringField(Fields.RECORD, base64.encodeToString(proof.record()));
    out.writeArrayFieldStart(Fields.CERTIFICATES);
    for (byte[] certificate : proof.certificates()) {
      out.writeString(base64.encodeToString(certificate));
    }
    out.writeEndArray();
    out.writeStringField(Fields.SIGNATURE, base64.encodeToString(proof.signature()));
    out.writeEndObject();
  }
}
