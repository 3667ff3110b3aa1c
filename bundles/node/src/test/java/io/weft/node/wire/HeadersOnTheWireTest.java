package io.weft.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Headers;
import io.weft.v1.Failure;
import io.weft.v1.NodeMessage;
import io.weft.v1.Request;
import io.weft.v1.RequestOptions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a peer may send as headers and details, and what becomes of the rest. */
class HeadersOnTheWireTest {
  private final MessageReader reader = new MessageReader();

  private void read(Map<String, String> headers) throws Exception {
    byte[] frame =
        NodeMessage.newBuilder()
            .setMessageId(1)
            .setRequest(
                Request.newBuilder()
                    .setServicePath("a")
                    .setAction("b")
                    .setOptions(RequestOptions.newBuilder().putAllHeaders(headers)))
            .build()
            .toByteArray();
    reader.read(WireOracle.view(frame));
  }

  private static Map<String, String> many(int count, String value) {
    Map<String, String> many = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      many.put("h" + i, value);
    }
    return many;
  }

  @Test
  void asManyAsAllowedComeThrough() throws Exception {
    Map<String, String> all = many(Headers.MAX_COUNT, "é");

    read(all);

    assertThat(reader.headers().entries()).isEqualTo(all);
  }

  @Test
  void oneMoreIsRefusedWithTheLimit() throws Exception {
    read(many(Headers.MAX_COUNT + 1, "x"));

    assertThatThrownBy(reader::headers)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("17 headers (limit 16)");
  }

  @Test
  void aHundredThousandAreCountedAndNotKept() throws Exception {
    read(many(100_000, "x"));

    assertThatThrownBy(reader::headers).hasMessageContaining("100000 headers (limit 16)");
  }

  @Test
  void whatIsTooLongIsRefusedNotCutOff() throws Exception {
    read(Map.of("h", "é".repeat(Headers.MAX_VALUE_BYTES / 2) + "x"));
    assertThatThrownBy(reader::headers)
        .hasMessageContaining("header h")
        .hasMessageContaining("1024");

    read(Map.of("n".repeat(1000), "x"));
    assertThatThrownBy(reader::headers).hasMessageContaining("1 to 64 characters");

    read(many(5, "x".repeat(1000)));
    assertThatThrownBy(reader::headers).hasMessageContaining("limit 4096");
  }

  @Test
  void namesAndValuesThatAreNotOfTheirFormAreRefused() throws Exception {
    for (String name : new String[] {"", "Upper", "with space", "a\nb", "-a", "é"}) {
      read(Map.of(name, "x"));
      assertThatThrownBy(reader::headers).hasMessageContaining("header name");
    }
    read(Map.of("h", "a\r\nb"));
    assertThatThrownBy(reader::headers).hasMessageContaining("control character");
  }

  @Test
  void headersOfOneRequestAreNotThoseOfTheNext() throws Exception {
    read(many(3, "x"));
    reader.read(WireOracle.view(Golden.bytes("request")));
    assertThat(reader.headers()).isEqualTo(Headers.NONE);
    reader.read(WireOracle.view(Golden.bytes("response-failure")));
    assertThat(reader.errorDetails()).isEmpty();
  }

  @Test
  void ofManyDetailsTheFirstAreSentAndLongOnesAreCut() throws Exception {
    Map<String, String> details = many(40, "é".repeat(2000));

    byte[] frame = ResponseWire.failure(1, Failure.APPLICATION, "full", "no", details);
    reader.read(WireOracle.view(frame));

    assertThat(reader.errorDetails()).hasSize(ApplicationException.MAX_DETAILS).containsKey("h0");
    assertThat(reader.errorDetails().get("h0")).isEqualTo("é".repeat(512));
  }

  @Test
  void goldenHeadersAreRead() throws Exception {
    byte[] frame = Golden.bytes("request-headers");

    reader.read(WireOracle.view(frame));

    assertThat(reader.priority()).isEqualTo(7);
    assertThat(reader.headers().get("tenant")).contains("café");
  }
}
