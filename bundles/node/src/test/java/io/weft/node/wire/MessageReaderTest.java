package io.weft.node.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.weft.node.wire.MessageReader.Kind;
import io.weft.v1.Event;
import io.weft.v1.Failure;
import io.weft.v1.Hello;
import io.weft.v1.NodeMessage;
import io.weft.v1.Request;
import io.weft.v1.RequestOptions;
import io.weft.v1.Response;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageReaderTest {

  private final MessageReader reader = new MessageReader();

  @Test
  void fieldsOfANewerMinorVersionAreSkipped() throws Exception {
    UnknownFieldSet newer =
        UnknownFieldSet.newBuilder()
            .addField(100, UnknownFieldSet.Field.newBuilder().addVarint(-1).build())
            .addField(101, UnknownFieldSet.Field.newBuilder().addFixed32(1).build())
            .addField(102, UnknownFieldSet.Field.newBuilder().addFixed64(2).build())
            .addField(
                536_870_911,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("later"))
                    .build())
            .build();
    Request request =
        Request.newBuilder()
            .setServicePath("a/b")
            .setAction("c")
            .setOptions(
                RequestOptions.newBuilder().setDeadlineMs(9).setPriority(3).setUnknownFields(newer))
            .setParams(ByteString.copyFromUtf8("body"))
            .setUnknownFields(newer)
            .build();
    NodeMessage message =
        NodeMessage.newBuilder()
            .setMessageId(4)
            .setSource(ByteString.copyFrom(Golden.PUBLISHER))
            .setRequest(request)
            .setUnknownFields(newer)
            .build();

    reader.read(ByteBuffer.wrap(message.toByteArray()));

    assertThat(reader.kind()).isEqualTo(Kind.REQUEST);
    assertThat(reader.messageId()).isEqualTo(4);
    assertThat(reader.path()).isEqualTo("a/b");
    assertThat(reader.action()).isEqualTo("c");
    assertThat(reader.deadlineMillis()).isEqualTo(9);
    assertThat(new String(reader.body(), UTF_8)).isEqualTo("body");
    assertThat(reader.message()).as("unknown fields are kept").isEqualTo(message);
  }

  @Test
  void payloadOfANewerMinorVersionIsUnknownAndNoError() throws Exception {
    read("0807", "aa0603", "010203");

    assertThat(reader.kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(reader.messageId()).isEqualTo(7);
  }

  @Test
  void emptyFrameIsUnknownAndNoError() throws Exception {
    read("");

    assertThat(reader.kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(reader.messageId()).isZero();
  }

  @Test
  void failureOfANewerMinorVersionIsUnrecognized() throws Exception {
    read("5a02", "2063");

    assertThat(reader.kind()).isEqualTo(Kind.RESPONSE);
    assertThat(reader.failure()).isEqualTo(Failure.UNRECOGNIZED);
  }

  @ParameterizedTest
  @MethodSource("io.weft.node.wire.Golden#frames")
  void truncatedFramesAreRefusedOrShorter(byte[] frame) {
    WireOracle oracle = new WireOracle();
    for (int length = 0; length < frame.length; length++) {
      oracle.compare(Arrays.copyOf(frame, length));
    }
  }

  @Test
  void requestTruncatedInsideOfItsPayloadIsRefusedAtEveryByte() {
    byte[] frame = Golden.bytes("request");
    int payloadStarts = 3;
    for (int length = payloadStarts + 1; length < frame.length; length++) {
      ByteBuffer view = ByteBuffer.wrap(frame, 0, length);
      assertThatExceptionOfType(WireException.class)
          .as("%d bytes", length)
          .isThrownBy(() -> reader.read(view))
          .withMessageContaining("at offset");
    }
  }

  @Test
  void fieldsComeInAnyOrderAndTheLastValueCounts() throws Exception {
    byte[] once =
        Request.newBuilder()
            .setParams(ByteString.copyFromUtf8("old"))
            .setAction("first")
            .setOptions(RequestOptions.newBuilder().setDeadlineMs(1))
            .build()
            .toByteArray();
    byte[] again =
        Request.newBuilder()
            .setServicePath("p")
            .setAction("last")
            .setOptions(RequestOptions.newBuilder().setPriority(1))
            .build()
            .toByteArray();
    ByteBuffer twice = ByteBuffer.allocate(200);
    twice.put((byte) 0x52).put((byte) once.length).put(once);
    twice.put((byte) 0x08).put((byte) 1);
    twice.put((byte) 0x52).put((byte) again.length).put(again);
    twice.put((byte) 0x08).put((byte) 2);

    reader.read(twice.flip());

    assertThat(reader.messageId()).isEqualTo(2);
    assertThat(reader.path()).isEqualTo("p");
    assertThat(reader.action()).isEqualTo("last");
    assertThat(reader.deadlineMillis()).as("options are merged").isEqualTo(1);
    assertThat(new String(reader.body(), UTF_8)).isEqualTo("old");
  }

  @Test
  void lastPayloadReplacesTheOthers() throws Exception {
    // a request with an action, an event, a request without
    read("5203", "120161", "6222", "1220" + "07".repeat(32), "5203", "0a0170");

    assertThat(reader.kind()).isEqualTo(Kind.REQUEST);
    assertThat(reader.path()).isEqualTo("p");
    assertThat(reader.action()).isEmpty();
    assertThat(reader.event().publisher()).isEmpty();
  }

  @Test
  void readerForgetsTheFrameBefore() throws Exception {
    reader.read(ByteBuffer.wrap(Golden.bytes("event")));
    reader.read(ByteBuffer.wrap(Golden.bytes("response-failure")));
    assertThat(reader.errorCode()).isEqualTo("no_action");
    assertThat(reader.failure()).isEqualTo(Failure.NO_ACTION);
    reader.read(ByteBuffer.wrap(Golden.bytes("request-bare")));

    assertThat(reader.event().topic()).isEmpty();
    assertThat(reader.event().sequence()).isZero();
    assertThat(reader.failure()).isEqualTo(Failure.FAILURE_NONE);
    assertThat(reader.contentType()).isSameAs(ContentType.BYTES);
    assertThat(reader.bodyLength()).isZero();
    assertThat(reader.deadlineMillis()).isZero();

    reader.read(ByteBuffer.wrap(Golden.bytes("request-versions")));
    assertThat(reader.versions()).isEqualTo("[1.2,2)");
    reader.read(ByteBuffer.wrap(Golden.bytes("request-priority")));
    assertThat(reader.versions()).isEmpty();
    assertThat(reader.priority()).isEqualTo(7);
    reader.read(ByteBuffer.wrap(Golden.bytes("request-bare")));
    assertThat(reader.priority()).isZero();
  }

  @Test
  void byteOrderOfTheViewDoesNotMatter() throws Exception {
    ByteBuffer view = WireOracle.view(Golden.bytes("request")).order(ByteOrder.LITTLE_ENDIAN);

    reader.read(view);

    assertThat(reader.path()).isEqualTo("user/auth");
    assertThat(RouteTable.of(Map.of(Route.of("user/auth", "login"), 1)).get(view, reader))
        .isEqualTo(1);
  }

  @Test
  void longestTextsAreRead() throws Exception {
    reader.read(
        ByteBuffer.wrap(
            request(
                Request.newBuilder()
                    .setServicePath("p".repeat(200))
                    .setAction("a".repeat(100))
                    .setContentType("t".repeat(100)))));

    assertThat(reader.path()).hasSize(200);
    assertThat(reader.action()).hasSize(100);
    assertThat(reader.contentType().name()).hasSize(100);
  }

  @Test
  void tooLongTextsAreRefusedWithValueAndLimit() {
    refused(request(Request.newBuilder().setServicePath("p".repeat(201))))
        .withMessage("service path of 201 bytes (limit 200) at offset 4");
    refused(request(Request.newBuilder().setAction("a".repeat(101))))
        .withMessage("action of 101 bytes (limit 100) at offset 3");
    refused(request(Request.newBuilder().setContentType("t".repeat(101))))
        .withMessageContaining("content type of 101 bytes (limit 100)");
    refused(
            request(
                Request.newBuilder()
                    .setOptions(RequestOptions.newBuilder().setVersions("1".repeat(101)))))
        .withMessageContaining("range of versions of 101 bytes (limit 100)");
    refused(event(Event.newBuilder().setTopic("t".repeat(501))))
        .withMessageContaining("topic of 501 bytes (limit 500)");
    refused(event(Event.newBuilder().setPublisher(ByteString.copyFrom(new byte[31]))))
        .withMessage("publisher of 31 bytes (32 are expected)");
    refused(event(Event.newBuilder().setTopic("t")))
        .withMessage("publisher of 0 bytes (32 are expected)");
  }

  @Test
  void longErrorMessageIsReadInPart() throws Exception {
    Response response = Response.newBuilder().setErrorMessage("x" + "€".repeat(3000)).build();

    reader.read(
        ByteBuffer.wrap(NodeMessage.newBuilder().setResponse(response).build().toByteArray()));

    assertThat(reader.errorMessage()).isEqualTo("x" + "€".repeat(4095 / 3));
  }

  @Test
  void longestDeadlineIsAFewWeeks() throws Exception {
    reader.read(
        ByteBuffer.wrap(
            request(
                Request.newBuilder().setOptions(RequestOptions.newBuilder().setDeadlineMs(-1)))));

    assertThat(reader.deadlineMillis()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void malformedFramesAreRefusedWithTheOffset() {
    refused(hex("08" + "ff".repeat(10) + "01"))
        .withMessage("varint of more than 10 bytes at offset 1");
    refused(hex("0880")).withMessage("varint cut off at offset 2 of 2 bytes");
    refused(hex("5205", "0a01")).withMessage("length 5 (2 bytes are left) at offset 1");
    refused(hex("52ffffffff0f")).withMessage("length 4294967295 (0 bytes are left) at offset 1");
    refused(hex("5203", "0a0370")).withMessage("length 3 (1 bytes are left) at offset 3");
    refused(hex("0001")).withMessage("field number 0 at offset 0");
    refused(hex("a306", "a406")).withMessage("group (field 100) before offset 2");
    refused(hex("0f")).withMessage("wire type 7 (0, 1, 2 and 5 are known) before offset 1");
    refused(hex("a1060000")).withMessage("number of 8 bytes cut off at offset 2 of 4 bytes");
    refused(hex("a506000000")).withMessage("number of 4 bytes cut off at offset 2 of 5 bytes");
  }

  @Test
  void textsThatAreNotUtf8AreRefused() {
    refused(hex("5204", "0a02c328")).withMessage("service path that is not UTF-8 at offset 3");
    refused(hex("5205", "0a03eda080")).withMessageContaining("not UTF-8");
    refused(hex("5203", "0a0180")).withMessageContaining("not UTF-8");
    refused(hex("520a", "0a08e282ac61616161e2")).withMessageContaining("not UTF-8");
  }

  @Test
  void groupsNestedTooDeepAreRefusedInColdMessages() throws Exception {
    String deep = "a306".repeat(50) + "a406".repeat(50);
    read("6ac801", deep);

    assertThat(reader.kind()).isEqualTo(Kind.OTHER);
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(reader::message)
        .withMessageContaining("nesting limit 8");
  }

  @Test
  void coldMessagesAreParsedUpToTheirLimit() throws Exception {
    Hello most = Hello.newBuilder().addContentTypes("x".repeat((1 << 20) - 10)).build();
    Hello more = Hello.newBuilder().addContentTypes("x".repeat(1 << 20)).build();

    reader.read(ByteBuffer.wrap(WireMessages.of(0, most)));
    assertThat(reader.message().getHello()).isEqualTo(most);
    reader.read(ByteBuffer.wrap(WireMessages.of(0, more)));

    assertThat(reader.kind()).isEqualTo(Kind.OTHER);
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(reader::message)
        .withMessage("message of 1048584 bytes (limit 1048576)");
  }

  @Test
  void malformedColdMessagesAreRefusedWhenTheyAreParsed() throws Exception {
    read("6a02", "1aff");

    assertThat(reader.kind()).isEqualTo(Kind.OTHER);
    assertThatExceptionOfType(WireException.class).isThrownBy(reader::message);
    assertThatNoException().isThrownBy(() -> read("0801"));
  }

  private void read(String... hex) throws WireException {
    reader.read(WireOracle.view(hex(hex)));
  }

  private ThrowableAssertAlternative<WireException> refused(byte[] frame) {
    return assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> reader.read(WireOracle.view(frame)));
  }

  private static byte[] request(Request.Builder request) {
    return NodeMessage.newBuilder().setRequest(request).build().toByteArray();
  }

  private static byte[] event(Event.Builder event) {
    return NodeMessage.newBuilder().setEvent(event).build().toByteArray();
  }

  private static byte[] hex(String... parts) {
    return HexFormat.of().parseHex(String.join("", parts));
  }
}
