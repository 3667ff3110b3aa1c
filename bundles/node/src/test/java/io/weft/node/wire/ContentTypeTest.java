package io.weft.node.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weft.exchange.Encoded;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ContentTypeTest {

  @Test
  void knownTypesAreShared() {
    assertThat(ContentType.of(Encoded.JSON)).isSameAs(ContentType.JSON);
    assertThat(ContentType.of(Encoded.CBOR)).isSameAs(ContentType.CBOR);
    assertThat(ContentType.of(Encoded.PROTOBUF)).isSameAs(ContentType.PROTOBUF);
    assertThat(ContentType.of(Encoded.BYTES)).isSameAs(ContentType.BYTES);
    assertThat(ContentType.of("")).isSameAs(ContentType.BYTES);
    assertThat(ContentType.BYTES.name()).isEqualTo(Encoded.BYTES);
  }

  @Test
  void knownTypesAreFoundInBytes() {
    assertThat(read("")).isSameAs(ContentType.BYTES);
    assertThat(read(Encoded.BYTES)).isSameAs(ContentType.BYTES);
    assertThat(read(Encoded.JSON)).isSameAs(ContentType.JSON);
    assertThat(read(Encoded.CBOR)).isSameAs(ContentType.CBOR);
    assertThat(read(Encoded.PROTOBUF)).isSameAs(ContentType.PROTOBUF);
  }

  @Test
  void unknownTypesAreEqualByName() {
    assertThat(read("text/plain")).isEqualTo(ContentType.of("text/plain"));
    assertThat(read("text/plain")).hasSameHashCodeAs(ContentType.of("text/plain"));
    assertThat(read("text/plain")).isNotEqualTo(ContentType.of("text/html"));
    assertThat(read("text/plain")).hasToString("text/plain");
  }

  @Test
  void unknownTypeIsKeptForTheNextMessage() {
    byte[] utf8 = "text/plain".getBytes(UTF_8);
    ContentType first = read("text/plain");

    assertThat(ContentType.read(ByteBuffer.wrap(utf8), 0, utf8.length, first)).isSameAs(first);
  }

  @Test
  void tooLongNamesAreRefused() {
    assertThat(ContentType.of("é".repeat(50)).name()).hasSize(50);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContentType.of("é".repeat(51)))
        .withMessageContaining("102 bytes (limit 100)");
  }

  private static ContentType read(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    return ContentType.read(ByteBuffer.wrap(utf8), 0, utf8.length, ContentType.BYTES);
  }
}
