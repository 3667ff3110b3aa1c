package io.weft.node.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.weft.exchange.Headers;
import io.weft.v1.Event;
import io.weft.v1.Failure;
import io.weft.v1.NodeMessage;
import io.weft.v1.Request;
import io.weft.v1.RequestOptions;
import io.weft.v1.Response;
import io.weft.v1.Stream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random messages: the hand-written codec and the generated classes make the same bytes. */
class HandCodecTest {

  private static final int ROUNDS = 400;
  private static final List<String> TYPES =
      List.of(
          "",
          "application/json",
          "application/cbor",
          "application/protobuf",
          "application/x-own",
          "x".repeat(ContentType.MAX_LENGTH));

  private final Random random = new Random(20261101);
  private final WireOracle oracle = new WireOracle();

  @Test
  void itemsOfStreamsAreTheSameByHandAndGenerated() {
    for (int round = 0; round < ROUNDS; round++) {
      long id = number();
      boolean opener = random.nextBoolean();
      long sequence = number();
      String type = type();
      byte[] data = bytes();
      byte[] generated =
          NodeMessage.newBuilder()
              .setMessageId(id)
              .setStream(
                  Stream.newBuilder()
                      .setOpener(opener)
                      .setSequence(sequence)
                      .setContentType(type)
                      .setData(ByteString.copyFrom(data)))
              .build()
              .toByteArray();

      ContentType named = ContentType.of(type);
      int size = StreamWire.size(id, opener, sequence, named, data.length);
      ByteBuffer byHand = ByteBuffer.allocate(size);
      StreamWire.write(byHand, id, opener, sequence, named, data.length);
      byHand.put(data);

      assertThat(byHand.array()).isEqualTo(generated);
      oracle.compare(byHand.array());
    }
  }

  /** What makes a request an opening stands before it: protocol buffers read both as one. */
  @Test
  void openingAndRequestAreOneMessage() throws Exception {
    byte[] opening = StreamWire.opening(3, 4, 5);
    byte[] request = Frames.request(9, Route.of("a", "b"), 100, ContentType.JSON, new byte[] {1});
    byte[] whole =
        ByteBuffer.allocate(opening.length + request.length).put(opening).put(request).array();

    Request read = NodeMessage.parseFrom(whole).getRequest();

    assertThat(read.getOptions().getConversation().getItems()).isEqualTo(3);
    assertThat(read.getOptions().getDeadlineMs()).isEqualTo(100);
    assertThat(read.getServicePath()).isEqualTo("a");
    oracle.compare(whole);
  }

  @Test
  void requestsAreTheSameByHandAndGenerated() {
    for (int round = 0; round < ROUNDS; round++) {
      long id = number();
      String path = text(200);
      String action = text(100);
      int deadline = random.nextBoolean() ? 0 : (int) number();
      int priority = random.nextBoolean() ? 0 : (int) number();
      String versions = random.nextBoolean() ? "" : text(Route.MAX_VERSIONS_BYTES);
      Headers headers = random.nextBoolean() ? Headers.NONE : Headers.NONE.with("tenant", type());
      String type = type();
      byte[] params = bytes();
      Request.Builder request =
          Request.newBuilder()
              .setServicePath(path)
              .setAction(action)
              .setContentType(type)
              .setParams(ByteString.copyFrom(params));
      if (deadline != 0 || priority != 0 || !versions.isEmpty() || !headers.equals(Headers.NONE)) {
        request.setOptions(
            RequestOptions.newBuilder()
                .setDeadlineMs(deadline)
                .setPriority(priority)
                .putAllHeaders(headers.entries())
                .setVersions(versions));
      }
      byte[] generated =
          NodeMessage.newBuilder().setMessageId(id).setRequest(request).build().toByteArray();

      byte[] byHand =
          Frames.request(
              id,
              Route.of(path, action, versions),
              deadline,
              priority,
              headers,
              ContentType.of(type),
              params);

      assertThat(byHand).isEqualTo(generated);
      oracle.compare(byHand);
    }
  }

  @Test
  void responsesAreTheSameByHandAndGenerated() {
    for (int round = 0; round < ROUNDS; round++) {
      long id = number();
      String type = type();
      byte[] data = bytes();
      Response response =
          Response.newBuilder()
              .setSuccess(true)
              .setContentType(type)
              .setData(ByteString.copyFrom(data))
              .build();
      byte[] generated =
          NodeMessage.newBuilder().setMessageId(id).setResponse(response).build().toByteArray();

      byte[] byHand = Frames.response(id, ContentType.of(type), data);

      assertThat(byHand).isEqualTo(generated);
      oracle.compare(byHand);
    }
  }

  @Test
  void eventsAreTheSameByHandAndGenerated() {
    for (int round = 0; round < ROUNDS; round++) {
      String topic = text(EventWire.MAX_TOPIC_BYTES);
      byte[] publisher = new byte[RawNodeId.LENGTH];
      random.nextBytes(publisher);
      long sequence = number();
      String type = type();
      byte[] data = bytes();
      Event event =
          Event.newBuilder()
              .setTopic(topic)
              .setPublisher(ByteString.copyFrom(publisher))
              .setSequence(sequence)
              .setContentType(type)
              .setData(ByteString.copyFrom(data))
              .build();
      byte[] generated = NodeMessage.newBuilder().setEvent(event).build().toByteArray();

      byte[] byHand = Frames.event(topic, publisher, sequence, ContentType.of(type), data);

      assertThat(byHand).isEqualTo(generated);
      oracle.compare(byHand);
    }
  }

  @Test
  void eventsWithAllThatMayBeSaidAreReadAsTheGeneratedClassesDo() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] publisher = new byte[RawNodeId.LENGTH];
      random.nextBytes(publisher);
      byte[] targets = new byte[RawNodeId.LENGTH * random.nextInt(4)];
      random.nextBytes(targets);
      EventHead head =
          EventHead.plain(
                  text(EventWire.MAX_TOPIC_BYTES).getBytes(UTF_8),
                  publisher,
                  number(),
                  ContentType.of(type()))
              .delivered(random.nextInt(256), List.of("a", "").subList(0, random.nextInt(3)))
              .because(text(100))
              .to(targets, random.nextInt(9));
      byte[] data = bytes();

      byte[] byHand = Frames.event(head, data);

      oracle.compare(byHand);
      Event read = NodeMessage.parseFrom(byHand).getEvent();
      assertThat(read.getSequence()).isEqualTo(head.sequence());
      assertThat(read.getDelivery()).isEqualTo(head.delivery());
      assertThat(read.getTargets().toByteArray()).isEqualTo(targets);
      assertThat(read.getGroupsCount()).isEqualTo(head.groups().size());
      assertThat(read.getReason().getBytes(UTF_8)).isEqualTo(head.reason());
      assertThat(read.getData().toByteArray()).isEqualTo(data);
    }
  }

  @Test
  void randomChangesOfFramesNeverConfuseTheReader() {
    List<byte[]> golden = Golden.frames().toList();
    for (int round = 0; round < 10 * ROUNDS; round++) {
      byte[] frame = golden.get(random.nextInt(golden.size())).clone();
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt();
      }
      oracle.compare(frame);
    }
  }

  @Test
  void textsOfFailuresAreCutAtAWholeCharacter() throws Exception {
    String message = "€".repeat(2000);

    NodeMessage frame =
        NodeMessage.parseFrom(ResponseWire.failure(7, Failure.APPLICATION, "c", message));

    String sent = frame.getResponse().getErrorMessage();
    assertThat(sent).isEqualTo("€".repeat(ResponseWire.MAX_ERROR_BYTES / 3));
    assertThat(frame.getResponse().getErrorCode()).isEqualTo("c");
    assertThat(frame.getResponse().getSuccess()).isFalse();
    assertThat(frame.getMessageId()).isEqualTo(7);
  }

  @Test
  void sizesThatNoArrayCanHaveAreTheLargestOne() {
    int most = Integer.MAX_VALUE;
    Route route = Route.of("a", "b");

    assertThat(RequestWire.size(1, route, 0, ContentType.BYTES, most)).isEqualTo(most);
    assertThat(ResponseWire.size(1, ContentType.BYTES, most)).isEqualTo(most);
    assertThat(EventHead.plain(new byte[1], Golden.PUBLISHER, 1, ContentType.BYTES).size(most))
        .isEqualTo(most);
  }

  /** Of every number of bits. */
  private long number() {
    return random.nextLong() >>> random.nextInt(Long.SIZE);
  }

  private String type() {
    return TYPES.get(random.nextInt(TYPES.size()));
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(40)];
    random.nextBytes(bytes);
    return bytes;
  }

  private String text(int maxBytes) {
    StringBuilder text = new StringBuilder();
    boolean plain = random.nextInt(3) > 0;
    int longest = plain ? 1 : 4;
    for (int left = random.nextInt(maxBytes + 1); left >= longest; left -= longest) {
      text.appendCodePoint(plain ? 'a' + random.nextInt(26) : codePoint());
    }
    return text.toString();
  }

  private int codePoint() {
    int any = random.nextInt(Character.MAX_CODE_POINT + 1);
    boolean surrogate = any >= Character.MIN_SURROGATE && any <= Character.MAX_SURROGATE;
    return surrogate ? 'é' : any;
  }
}
