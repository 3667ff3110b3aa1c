package io.weft.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.weft.node.wire.MessageReader.Kind;
import io.weft.v1.Credit;
import io.weft.v1.Event;
import io.weft.v1.NodeMessage;
import io.weft.v1.Opening;
import io.weft.v1.Packed;
import io.weft.v1.Request;
import io.weft.v1.Response;
import io.weft.v1.Stream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Reads bytes by hand and by the generated classes, and compares what they say. */
final class WireOracle {

  private static final Set<Integer> HOT =
      Set.of(
          NodeMessage.REQUEST_FIELD_NUMBER,
          NodeMessage.RESPONSE_FIELD_NUMBER,
          NodeMessage.EVENT_FIELD_NUMBER,
          NodeMessage.STREAM_FIELD_NUMBER,
          NodeMessage.CREDIT_FIELD_NUMBER,
          NodeMessage.PACKED_FIELD_NUMBER);

  private final MessageReader reader = new MessageReader();

  /** Fails unless both agree, or the hand-written reader refuses for one of its own limits. */
  void compare(byte[] frame) {
    NodeMessage generated = parse(frame);
    ByteBuffer view = view(frame);
    int position = view.position();
    int limit = view.limit();
    try {
      reader.read(view);
    } catch (WireException e) {
      if (generated != null) {
        // The generated classes take a tenth byte that says that there is an eleventh, sometimes.
        assertThat(e)
            .message()
            .containsAnyOf("(limit ", "are expected)", "group", "varint of more than 10");
      }
      return;
    } finally {
      assertThat(view.position()).isEqualTo(position);
      assertThat(view.limit()).isEqualTo(limit);
    }
    touchEverything();
    Set<Integer> payloads = payloads(frame);
    if (generated == null) {
      // Payloads that are not on the request path are parsed only when asked for.
      assertThat(HOT.containsAll(payloads)).as("accepted %s by hand only", payloads).isFalse();
      return;
    }
    // The Java classes keep fields of a payload that another one has replaced in between.
    if (payloads.size() <= 1) {
      agree(generated);
    }
  }

  private void agree(NodeMessage generated) {
    assertThat(reader.messageId()).isEqualTo(generated.getMessageId());
    assertThat(reader.source()).isEqualTo(generated.getSource().toByteArray());
    assertThat(reader.target()).isEqualTo(generated.getTarget().toByteArray());
    assertThat(reader.hops()).isEqualTo(generated.getHops());
    switch (generated.getPayloadCase()) {
      case REQUEST -> agree(generated.getRequest());
      case RESPONSE -> agree(generated.getResponse());
      case EVENT -> agree(generated.getEvent());
      case STREAM -> agree(generated.getStream());
      case CREDIT -> agree(generated.getCredit());
      case PACKED -> agree(generated.getPacked());
      case PAYLOAD_NOT_SET -> assertThat(reader.kind()).isEqualTo(Kind.UNKNOWN);
      default -> assertThat(reader.kind()).isEqualTo(Kind.OTHER);
    }
  }

  private void agree(Request request) {
    assertThat(reader.kind()).isEqualTo(Kind.REQUEST);
    assertThat(reader.path()).isEqualTo(request.getServicePath());
    assertThat(reader.action()).isEqualTo(request.getAction());
    int deadline = request.getOptions().getDeadlineMs();
    assertThat(reader.deadlineMillis()).isEqualTo(deadline < 0 ? Integer.MAX_VALUE : deadline);
    assertThat(reader.step().opens()).isEqualTo(request.getOptions().hasConversation());
    agree(request.getOptions().getConversation());
    int priority = request.getOptions().getPriority();
    assertThat(reader.priority()).isEqualTo(priority < 0 ? Integer.MAX_VALUE : priority);
    agreeOnHeaders(request.getOptions().getHeadersMap());
    assertThat(reader.versions()).isEqualTo(request.getOptions().getVersions());
    assertThat(reader.contentType()).isEqualTo(ContentType.of(request.getContentType()));
    assertThat(reader.body()).isEqualTo(request.getParams().toByteArray());
  }

  private void agree(Opening opening) {
    assertThat(reader.step().items()).isEqualTo(unsigned(opening.getItems()));
    assertThat(reader.step().bytes()).isEqualTo(unsigned(opening.getBytes()));
    assertThat(reader.step().deadlineMillis()).isEqualTo(unsigned(opening.getDeadlineMs()));
  }

  private void agree(Stream stream) {
    StepReader step = reader.step();
    assertThat(reader.kind()).isEqualTo(Kind.STREAM);
    assertThat(step.kind()).isEqualTo(stream.getKind());
    assertThat(step.opener()).isEqualTo(stream.getOpener());
    assertThat(step.sequence()).isEqualTo(unsigned(stream.getSequence()));
    assertThat(step.deaf()).isEqualTo(stream.getDeaf());
    assertThat(step.failure()).isEqualTo(stream.getFailure());
    assertThat(stream.getErrorCode()).startsWith(reader.errorCode());
    assertThat(stream.getErrorMessage()).startsWith(reader.errorMessage());
    assertThat(reader.contentType()).isEqualTo(ContentType.of(stream.getContentType()));
    assertThat(reader.body()).isEqualTo(stream.getData().toByteArray());
  }

  private void agree(Credit credit) {
    StepReader step = reader.step();
    assertThat(reader.kind()).isEqualTo(Kind.CREDIT);
    assertThat(step.opener()).isEqualTo(credit.getOpener());
    assertThat(step.items()).isEqualTo(unsigned(credit.getItems()));
    assertThat(step.bytes()).isEqualTo(unsigned(credit.getBytes()));
    assertThat(step.received()).isEqualTo(unsigned(credit.getReceived()));
    assertThat(step.again()).isEqualTo(credit.getAgain());
    assertThat(step.ask()).isEqualTo(credit.getAsk());
  }

  private static long unsigned(long value) {
    return value < 0 ? Long.MAX_VALUE : value;
  }

  /** Or the reader refuses them, for a limit of its own or because one stands there twice. */
  private void agreeOnHeaders(Map<String, String> generated) {
    try {
      assertThat(reader.headers().entries()).isEqualTo(generated);
    } catch (IllegalArgumentException e) {
      assertThat(e).message().contains("header");
    }
  }

  private void agree(Response response) {
    assertThat(reader.kind()).isEqualTo(Kind.RESPONSE);
    assertThat(reader.success()).isEqualTo(response.getSuccess());
    assertThat(reader.failure()).isEqualTo(response.getFailure());
    assertThat(response.getErrorCode()).startsWith(reader.errorCode());
    assertThat(response.getErrorMessage()).startsWith(reader.errorMessage());
    assertThat(reader.errorDetails().size())
        .isLessThanOrEqualTo(response.getErrorDetailsMap().size());
    if (payloadIsPlain(response)) {
      assertThat(reader.errorDetails()).isEqualTo(response.getErrorDetailsMap());
    }
    assertThat(reader.contentType()).isEqualTo(ContentType.of(response.getContentType()));
    assertThat(reader.body()).isEqualTo(response.getData().toByteArray());
  }

  /** Nothing of its details is cut off. */
  private static boolean payloadIsPlain(Response response) {
    return response.getErrorDetailsMap().entrySet().stream()
            .allMatch(each -> each.getKey().length() < 16 && each.getValue().length() < 16)
        && response.getErrorDetailsCount() < 2;
  }

  private void agree(Event event) {
    assertThat(reader.kind()).isEqualTo(Kind.EVENT);
    assertThat(reader.event().topic()).isEqualTo(event.getTopic());
    assertThat(reader.event().topicIs(event.getTopicBytes().toByteArray())).isTrue();
    assertThat(reader.event().publisher()).isEqualTo(event.getPublisher().toByteArray());
    assertThat(reader.event().sequence()).isEqualTo(event.getSequence());
    assertThat(reader.event().epoch()).isEqualTo(event.getEpoch());
    assertThat(reader.event().delivery()).isEqualTo(event.getDelivery());
    assertThat(reader.event().targets()).isEqualTo(event.getTargets().toByteArray());
    assertThat(reader.event().groups()).isEqualTo(event.getGroupsList());
    assertThat(reader.event().reason()).isEqualTo(event.getReason());
    assertThat(reader.contentType()).isEqualTo(ContentType.of(event.getContentType()));
    assertThat(reader.body()).isEqualTo(event.getData().toByteArray());
  }

  private void agree(Packed packed) {
    assertThat(reader.kind()).isEqualTo(Kind.PACKED);
    assertThat(reader.method()).isEqualTo(packed.getMethod());
    assertThat(reader.unpackedSize()).isEqualTo(packed.getSize());
    assertThat(reader.body()).isEqualTo(packed.getData().toByteArray());
  }

  /** No accessor throws, whatever the kind is. */
  private void touchEverything() {
    assertThat(reader.path() + reader.action() + reader.versions()).isNotNull();
    assertThat(reader.event().topic() + reader.method()).isNotNull();
    assertThat(reader.errorCode().length()).isLessThanOrEqualTo(ResponseWire.MAX_ERROR_BYTES);
    assertThat(reader.errorMessage().length()).isLessThanOrEqualTo(ResponseWire.MAX_ERROR_BYTES);
    assertThat(reader.contentType().name()).isNotEmpty();
    assertThat(reader.body()).hasSize(reader.bodyLength());
    assertThat(reader.event().publisher().length).isIn(0, RawNodeId.LENGTH);
    assertThat(reader.failure()).isNotNull();
    assertThat(reader.step().kind()).isNotNull();
    assertThat(reader.step().failure()).isNotNull();
    assertThat(reader.step().sequence()).isNotNegative();
    assertThat(reader.errorDetails().size()).isLessThanOrEqualTo(EntrySpans.KEPT);
    try {
      assertThat(reader.message()).isNotNull();
    } catch (WireException e) {
      assertThat(e).message().contains("nesting limit");
    }
  }

  /** Somewhere inside of a larger read-only buffer, as a link hands it over. */
  static ByteBuffer view(byte[] frame) {
    ByteBuffer larger = ByteBuffer.allocateDirect(frame.length + 8);
    larger.position(3).put(frame).limit(frame.length + 3);
    return larger.position(3).asReadOnlyBuffer();
  }

  private static NodeMessage parse(byte[] frame) {
    try {
      return NodeMessage.parseFrom(frame);
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private static Set<Integer> payloads(byte[] frame) {
    Set<Integer> payloads = new HashSet<>();
    CodedInputStream in = CodedInputStream.newInstance(frame);
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        int field = WireFormat.getTagFieldNumber(tag);
        if (NodeMessage.PayloadCase.forNumber(field) != null
            && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
          payloads.add(field);
        }
        in.skipField(tag);
      }
      return payloads;
    } catch (IOException e) {
      throw new AssertionError("accepted by the reader, but not even a list of fields", e);
    }
  }
}
