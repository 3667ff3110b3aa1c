package io.weft.node.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Headers;
import io.weft.node.wire.MessageReader.Kind;
import io.weft.v1.Failure;
import io.weft.v1.NodeMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenBytesTest {

  private final MessageReader reader = new MessageReader();

  @ParameterizedTest
  @MethodSource("names")
  void generatedClassesWriteAndReadTheGoldenBytes(String name) throws Exception {
    NodeMessage message = Golden.messages().get(name);

    assertThat(hex(message.toByteArray())).isEqualTo(hex(Golden.bytes(name)));
    assertThat(NodeMessage.parseFrom(Golden.bytes(name))).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("names")
  void readerAgreesOnTheGoldenBytes(String name) throws Exception {
    new WireOracle().compare(Golden.bytes(name));
    reader.read(WireOracle.view(Golden.bytes(name)));

    assertThat(reader.message()).isEqualTo(Golden.messages().get(name));
  }

  @Test
  void everyPayloadHasGoldenBytes() {
    assertThat(Golden.messages().values())
        .extracting(NodeMessage::getPayloadCase)
        .contains(
            Arrays.stream(NodeMessage.PayloadCase.values())
                .filter(payload -> payload != NodeMessage.PayloadCase.PAYLOAD_NOT_SET)
                .toArray(NodeMessage.PayloadCase[]::new));
    assertThat(Golden.all().keySet()).isEqualTo(Golden.messages().keySet());
  }

  @Test
  void requestsAreWrittenByHandAsTheGoldenBytes() {
    byte[] params = "{\"name\":\"ada\"}".getBytes(UTF_8);

    assertThat(
            hex(
                Frames.request(
                    300, Route.of("user/auth", "login"), 5000, ContentType.JSON, params)))
        .isEqualTo(hex(Golden.bytes("request")));
    assertThat(hex(Frames.request(1, Route.of("echo", "ping"), 0, ContentType.BYTES, new byte[0])))
        .isEqualTo(hex(Golden.bytes("request-bare")));
  }

  @Test
  void headersAndPriorityAreWrittenByHandAsTheGoldenBytes() {
    Headers headers = Headers.NONE.with("tenant", "café").with("lang", "de");

    assertThat(hex(Frames.request(3, Route.of("echo", "ping"), 20, 7, headers)))
        .isEqualTo(hex(Golden.bytes("request-headers")));
  }

  @Test
  void rangesOfVersionsAreWrittenByHandAsTheGoldenBytes() {
    assertThat(hex(Frames.request(2, Route.of("echo", "ping", "[1.2,2)"), 20, 0, Headers.NONE)))
        .isEqualTo(hex(Golden.bytes("request-versions")));
  }

  @Test
  void detailsOfErrorsAreWrittenAsTheGoldenBytes() {
    Map<String, String> details = new TreeMap<>(Map.of("user", "ada", "realm", ""));

    assertThat(
            hex(
                ResponseWire.failure(
                    300, Failure.APPLICATION, "no_such_user", "nobody is called ada", details)))
        .isEqualTo(hex(Golden.bytes("response-details")));
  }

  @Test
  void responsesAreWrittenByHandAsTheGoldenBytes() {
    byte[] data = HexFormat.of().parseHex("a1626f6bf5");

    assertThat(hex(Frames.response(300, ContentType.CBOR, data)))
        .isEqualTo(hex(Golden.bytes("response")));
    assertThat(hex(Frames.response(1, ContentType.BYTES, new byte[0])))
        .isEqualTo(hex(Golden.bytes("response-bare")));
    assertThat(
            hex(
                ResponseWire.failure(
                    300, Failure.NO_ACTION, "no_action", "user/auth has no action “logout”")))
        .isEqualTo(hex(Golden.bytes("response-failure")));
  }

  @Test
  void packedFramesAreWrittenByHandAsTheGoldenBytes() {
    byte[] data = HexFormat.of().parseHex("28b52ffd");
    byte[] method = "zstd".getBytes(UTF_8);
    ByteBuffer to = ByteBuffer.allocate(PackedWire.size(method, 5000, data.length));
    PackedWire.write(to, method, 5000, data.length);
    to.put(data);

    assertThat(hex(to.array())).isEqualTo(hex(Golden.bytes("packed")));
  }

  @Test
  void eventsAreWrittenByHandAsTheGoldenBytes() {
    byte[] frame =
        Frames.event(
            "room/1/light",
            Golden.PUBLISHER,
            4711,
            ContentType.of("application/x-weft-test"),
            "on".getBytes(UTF_8));

    assertThat(hex(frame)).isEqualTo(hex(Golden.bytes("event")));
  }

  @Test
  void coldMessagesAreWholeFrames() {
    NodeMessage hello = Golden.messages().get("hello");
    NodeMessage error = Golden.messages().get("error");

    assertThat(WireMessages.of(0, hello.getHello())).isEqualTo(Golden.bytes("hello"));
    assertThat(WireMessages.of(0, Golden.messages().get("advertisement").getAdvertisement()))
        .isEqualTo(Golden.bytes("advertisement"));
    assertThat(WireMessages.of(0, Golden.messages().get("heartbeat").getHeartbeat()))
        .isEqualTo(Golden.bytes("heartbeat"));
    assertThat(WireMessages.of(0, Golden.messages().get("goaway").getGoaway()))
        .isEqualTo(Golden.bytes("goaway"));
    assertThat(WireMessages.of(0, Golden.messages().get("discovery").getDiscovery()))
        .isEqualTo(Golden.bytes("discovery"));
    assertThat(WireMessages.cancel(300)).isEqualTo(Golden.bytes("cancel"));
    assertThat(
            WireMessages.error(
                error.getError().getCode(),
                error.getError().getMessage(),
                error.getError().getOfMessageId()))
        .isEqualTo(Golden.bytes("error"));
  }

  @Test
  void readerFindsTheFieldsOfTheGoldenRequest() throws Exception {
    ByteBuffer view = WireOracle.view(Golden.bytes("request"));

    reader.read(view);

    assertThat(reader.kind()).isEqualTo(Kind.REQUEST);
    assertThat(reader.messageId()).isEqualTo(300);
    assertThat(reader.path()).isEqualTo("user/auth");
    assertThat(reader.action()).isEqualTo("login");
    assertThat(reader.deadlineMillis()).isEqualTo(5000);
    assertThat(reader.contentType()).isSameAs(ContentType.JSON);
    assertThat(new String(reader.body(), UTF_8)).isEqualTo("{\"name\":\"ada\"}");
    assertThat(reader.bodyOffset() + reader.bodyLength()).isEqualTo(view.limit());
    assertThat(view.get(reader.pathOffset())).isEqualTo((byte) 'u');
    assertThat(reader.pathLength()).isEqualTo("user/auth".length());
    assertThat(view.get(reader.actionOffset())).isEqualTo((byte) 'l');
    assertThat(reader.actionLength()).isEqualTo("login".length());
  }

  static Set<String> names() {
    return Golden.messages().keySet();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
