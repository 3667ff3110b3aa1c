package io.weft.itests.hosts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What a program writes into a zone: the signed record of a node's registry file, as the strings of
 * a TXT record (the README of discovery.dns has the form).
 */
final class ZoneText {

  /** Characters of a piece: a string of DNS has at most 255 bytes, {@code r10=} is before it. */
  private static final int PIECE = 250;

  /** Fields of {@code weft.v1.SignedRecord}. */
  private static final int RECORD = 1;

  private static final int CERTIFICATE = 2;
  private static final int SIGNATURE = 3;

  private ZoneText() {}

  static List<String> of(Path registryFile) throws IOException {
    JsonNode entry = new ObjectMapper().readTree(registryFile.toFile());
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    field(signed, RECORD, entry.path("record"));
    entry.path("certificates").forEach(each -> field(signed, CERTIFICATE, each));
    field(signed, SIGNATURE, entry.path("signature"));
    String text = Base64.getEncoder().encodeToString(signed.toByteArray());
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < text.length(); at += PIECE) {
      pieces.add(
          "r" + pieces.size() + "=" + text.substring(at, Math.min(at + PIECE, text.length())));
    }
    return pieces;
  }

  /** Bytes with their length before them, as Protocol Buffers write them. */
  private static void field(ByteArrayOutputStream out, int number, JsonNode base64) {
    byte[] content = Base64.getDecoder().decode(base64.asText());
    out.write((number << 3) | 2);
    int left = content.length;
    while (left > 127) {
      out.write((left & 127) | 128);
      left >>>= 7;
    }
    out.write(left);
    out.writeBytes(content);
  }
}
