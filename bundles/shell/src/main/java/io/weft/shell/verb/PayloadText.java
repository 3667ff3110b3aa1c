package io.weft.shell.verb;

import io.weft.exchange.Codec;
import io.weft.exchange.Encoded;
import io.weft.exchange.Payload;
import io.weft.exchange.PayloadException;
import io.weft.shell.text.Json;
import io.weft.shell.text.JsonText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Payloads between the command line and the mesh: JSON text on one side, any codec on the other.
 */
final class PayloadText {

  private PayloadText() {}

  /** JSON from the command line, checked and ready to be sent; {@code null} if there is none. */
  static @Nullable Encoded encoded(@Nullable String json) {
    if (json == null) {
      return null;
    }
    try {
      JsonText.check(json);
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.USAGE, e.getMessage() + "\nin " + json);
    }
    return new Encoded(Encoded.JSON, json.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A payload as JSON. What is neither JSON nor known to a codec is shown as a string, or as {@code
   * {"base64": …}}.
   */
  static Json.Raw json(Payload payload, Mesh mesh) {
    try {
      Encoded encoded = payload.as(Encoded.class);
      if (encoded == null || encoded.bytes().length == 0) {
        return new Json.Raw("null");
      }
      if (encoded.contentType().startsWith(Encoded.JSON)) {
        return checked(encoded.bytes());
      }
      return encoded.contentType().equals(Encoded.BYTES)
          ? bytes(encoded.bytes())
          : value(payload, mesh);
    } catch (PayloadException e) {
      return value(payload, mesh);
    }
  }

  private static Json.Raw value(Payload payload, Mesh mesh) {
    try {
      Object value = payload.as(Object.class);
      if (value instanceof byte[] bytes) {
        return bytes(bytes);
      }
      Optional<Codec> codec = value == null ? Optional.empty() : mesh.jsonCodec(value.getClass());
      return codec.isPresent()
          ? checked(codec.get().encode(value))
          : new Json.Raw(Json.line(value));
    } catch (PayloadException | IllegalArgumentException e) {
      return new Json.Raw(Json.line("(cannot be shown: " + e.getMessage() + ")"));
    }
  }

  private static Json.Raw checked(byte[] bytes) {
    Optional<String> text = utf8(bytes);
    if (text.isEmpty()) {
      return bytes(bytes);
    }
    try {
      JsonText.check(text.get());
      return new Json.Raw(text.get());
    } catch (IllegalArgumentException e) {
      return new Json.Raw(Json.line(text.get()));
    }
  }

  private static Json.Raw bytes(byte[] bytes) {
    Optional<String> text = utf8(bytes).filter(PayloadText::printable);
    return new Json.Raw(
        text.map(Json::line)
            .orElseGet(
                () -> Json.line(Json.object("base64", Base64.getEncoder().encodeToString(bytes)))));
  }

  private static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean printable(String text) {
    return text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
  }
}
