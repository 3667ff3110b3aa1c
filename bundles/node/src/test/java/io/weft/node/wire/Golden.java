package io.weft.node.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.weft.v1.Acknowledgement;
import io.weft.v1.Advertisement;
import io.weft.v1.Cancel;
import io.weft.v1.Credit;
import io.weft.v1.Discovery;
import io.weft.v1.Distances;
import io.weft.v1.Error;
import io.weft.v1.Event;
import io.weft.v1.Failure;
import io.weft.v1.Goaway;
import io.weft.v1.Heartbeat;
import io.weft.v1.Hello;
import io.weft.v1.NodeMessage;
import io.weft.v1.Opening;
import io.weft.v1.Packed;
import io.weft.v1.Request;
import io.weft.v1.RequestOptions;
import io.weft.v1.Response;
import io.weft.v1.Stream;
import io.weft.v1.Unpacks;
import io.weft.v1.Wish;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** One message of each payload, and the bytes that they have had since the first version. */
final class Golden {

  static final byte[] PUBLISHER = RawNodeIdTest.counted(32);

  private Golden() {}

  static Map<String, NodeMessage> messages() {
    Map<String, NodeMessage> messages = new LinkedHashMap<>();
    messages.put(
        "request",
        message(300)
            .setRequest(
                Request.newBuilder()
                    .setServicePath("user/auth")
                    .setAction("login")
                    .setOptions(RequestOptions.newBuilder().setDeadlineMs(5000))
                    .setContentType("application/json")
                    .setParams(ByteString.copyFromUtf8("{\"name\":\"ada\"}")))
            .build());
    messages.put(
        "request-bare",
        message(1)
            .setRequest(Request.newBuilder().setServicePath("echo").setAction("ping"))
            .build());
    messages.put(
        "request-priority",
        message(2)
            .setRequest(
                Request.newBuilder()
                    .setServicePath("echo")
                    .setAction("ping")
                    .setOptions(RequestOptions.newBuilder().setDeadlineMs(20).setPriority(7)))
            .build());
    messages.put(
        "request-versions",
        message(2)
            .setRequest(
                Request.newBuilder()
                    .setServicePath("echo")
                    .setAction("ping")
                    .setOptions(
                        RequestOptions.newBuilder().setDeadlineMs(20).setVersions("[1.2,2)")))
            .build());
    messages.put(
        "request-headers",
        message(3)
            .setRequest(
                Request.newBuilder()
                    .setServicePath("echo")
                    .setAction("ping")
                    .setOptions(
                        RequestOptions.newBuilder()
                            .setDeadlineMs(20)
                            .setPriority(7)
                            .putHeaders("lang", "de")
                            .putHeaders("tenant", "café")))
            .build());
    messages.put("cancel", message(300).setCancel(Cancel.getDefaultInstance()).build());
    messages.put(
        "response-details",
        message(300)
            .setResponse(
                Response.newBuilder()
                    .setFailure(Failure.APPLICATION)
                    .setErrorCode("no_such_user")
                    .setErrorMessage("nobody is called ada")
                    .putErrorDetails("realm", "")
                    .putErrorDetails("user", "ada"))
            .build());
    messages.put(
        "response",
        message(300)
            .setResponse(
                Response.newBuilder()
                    .setSuccess(true)
                    .setContentType("application/cbor")
                    .setData(ByteString.fromHex("a1626f6bf5")))
            .build());
    messages.put(
        "response-bare", message(1).setResponse(Response.newBuilder().setSuccess(true)).build());
    messages.put(
        "response-failure",
        message(300)
            .setResponse(
                Response.newBuilder()
                    .setFailure(Failure.NO_ACTION)
                    .setErrorCode("no_action")
                    .setErrorMessage("user/auth has no action “logout”"))
            .build());
    messages.put(
        "response-forbidden",
        message(300)
            .setResponse(
                Response.newBuilder()
                    .setFailure(Failure.FORBIDDEN)
                    .setErrorCode("forbidden")
                    .setErrorMessage("not you"))
            .build());
    messages.put(
        "event",
        message(0)
            .setEvent(
                Event.newBuilder()
                    .setTopic("room/1/light")
                    .setPublisher(ByteString.copyFrom(PUBLISHER))
                    .setSequence(4711)
                    .setContentType("application/x-weft-test")
                    .setData(ByteString.copyFromUtf8("on")))
            .build());
    messages.put(
        "hello",
        message(0)
            .setHello(
                Hello.newBuilder()
                    .setMajor(1)
                    .setMinor(2)
                    .setSignedRecord(ByteString.fromHex("0a0161"))
                    .setEpoch(0x0102030405060708L)
                    .setLane(Hello.Lane.CALLS)
                    .setMaxFrameBytes(1 << 20)
                    .addContentTypes("application/json")
                    .addContentTypes("application/cbor"))
            .build());
    messages.put(
        "advertisement",
        message(0)
            .setAdvertisement(
                Advertisement.newBuilder()
                    .setRevision(3)
                    .addServices(
                        Advertisement.Service.newBuilder()
                            .setPath("user/auth")
                            .setVersion("1.2.0")
                            .setDescription("Logs people in.")
                            .addActions("login")
                            .addActions("logout")
                            .addSubscriptions("user/*"))
                    .addSubscriptions("room/**"))
            .build());
    messages.put(
        "advertisement-choices",
        message(0)
            .setAdvertisement(
                Advertisement.newBuilder()
                    .setRevision(4)
                    .addServices(
                        Advertisement.Service.newBuilder()
                            .setPath("user/auth")
                            .setVersion("1.3.0")
                            .addActions("login")
                            .addActions("whoami")
                            .addIdempotent("whoami")
                            .setBalancer("sticky"))
                    .setMindsVersions(true))
            .build());
    messages.put(
        "heartbeat",
        message(0)
            .setHeartbeat(Heartbeat.newBuilder().setStamp(123456789).setAnswer(true))
            .build());
    messages.put(
        "goaway",
        message(0)
            .setGoaway(Goaway.newBuilder().setKind(Goaway.Kind.LEAVING).setReason("stopped"))
            .build());
    messages.put(
        "discovery",
        message(0)
            .setDiscovery(
                Discovery.newBuilder()
                    .addSignedRecords(ByteString.fromHex("0a0161"))
                    .addSignedRecords(ByteString.fromHex("0a0162")))
            .build());
    messages.put(
        "error",
        message(0)
            .setError(
                Error.newBuilder()
                    .setCode("unknown_payload")
                    .setMessage("payload 21 is not known here")
                    .setOfMessageId(300))
            .build());
    messages.put(
        "request-conversation",
        message(7)
            .setRequest(
                Request.newBuilder()
                    .setServicePath("stage")
                    .setAction("ticks")
                    .setOptions(
                        RequestOptions.newBuilder()
                            .setDeadlineMs(5000)
                            .setConversation(
                                Opening.newBuilder()
                                    .setItems(1024)
                                    .setBytes(524288)
                                    .setDeadlineMs(60000))))
            .build());
    messages.put(
        "stream-item",
        message(7)
            .setStream(
                Stream.newBuilder()
                    .setOpener(true)
                    .setSequence(300)
                    .setContentType("application/json")
                    .setData(ByteString.copyFromUtf8("{\"tick\":1}")))
            .build());
    messages.put(
        "stream-end",
        message(7)
            .setStream(Stream.newBuilder().setKind(Stream.Kind.END).setSequence(301).setDeaf(true))
            .build());
    messages.put(
        "stream-failed",
        message(7)
            .setStream(
                Stream.newBuilder()
                    .setKind(Stream.Kind.FAILED)
                    .setSequence(301)
                    .setDeaf(true)
                    .setFailure(Failure.APPLICATION)
                    .setErrorCode("torn")
                    .setErrorMessage("the tape is torn"))
            .build());
    messages.put(
        "credit",
        message(7)
            .setCredit(
                Credit.newBuilder()
                    .setOpener(true)
                    .setItems(2048)
                    .setBytes(1048576)
                    .setReceived(1000)
                    .setAgain(true)
                    .setAsk(true))
            .build());
    messages.put(
        "packed",
        message(0)
            .setPacked(
                Packed.newBuilder()
                    .setMethod("zstd")
                    .setSize(5000)
                    .setData(ByteString.fromHex("28b52ffd")))
            .build());
    messages.put(
        "unpacks",
        message(0)
            .setUnpacks(
                Unpacks.newBuilder()
                    .addMethods("zstd")
                    .addMethods("lz4")
                    .setRevision(3)
                    .setSettled(true))
            .build());
    messages.put(
        "relayed",
        message(5)
            .setSource(ByteString.copyFrom(PUBLISHER))
            .setTarget(ByteString.copyFrom(new byte[32]))
            .setHeartbeat(Heartbeat.newBuilder().setStamp(1))
            .build());
    messages.put(
        "acknowledgement",
        message(0)
            .setAcknowledgement(
                Acknowledgement.newBuilder()
                    .setTopic("orders/new")
                    .setSequence(17)
                    .setApart(true)
                    .setEpoch(0x0102030405060708L)
                    .setWorking(true)
                    .setFailure("the handler failed"))
            .build());
    messages.put(
        "distances",
        message(0)
            .setDistances(
                Distances.newBuilder()
                    .setWhole(true)
                    .addDistances(distance(PUBLISHER, 2))
                    .addDistances(distance(new byte[32], 0)))
            .build());
    messages.put(
        "wish",
        message(0)
            .setWish(
                Wish.newBuilder()
                    .addNodes(ByteString.copyFrom(PUBLISHER))
                    .addNodes(ByteString.copyFrom(new byte[32])))
            .build());
    messages.put(
        "event-relayed",
        message(0)
            .setHops(3)
            .setEvent(
                Event.newBuilder()
                    .setTopic("a/b")
                    .setPublisher(ByteString.copyFrom(PUBLISHER))
                    .setSequence(5)
                    .setContentType("application/json")
                    .setData(ByteString.copyFromUtf8("1"))
                    .setEpoch(9)
                    .setDelivery(69)
                    .setTargets(ByteString.copyFrom(PUBLISHER))
                    .addGroups("workers")
                    .setReason("nobody"))
            .build());
    messages.put(
        "advertisement-interests",
        message(0)
            .setAdvertisement(
                Advertisement.newBuilder()
                    .setRevision(4)
                    .addSubscriptions("a/*")
                    .addInterests(
                        Advertisement.Interest.newBuilder()
                            .setPattern("a/*")
                            .setAcknowledges(true)
                            .setNewest(7))
                    .addInterests(
                        Advertisement.Interest.newBuilder().setPattern("jobs").setGroup("workers"))
                    .setEpoch(9))
            .build());
    return messages;
  }

  static byte[] bytes(String name) {
    return all().get(name);
  }

  /** The lines of golden.txt: a name and the bytes in hex. */
  static Map<String, byte[]> all() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    try (InputStream in = Golden.class.getResourceAsStream("golden.txt")) {
      new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line -> {
                String[] words = line.split(" ", -1);
                all.put(words[0], HexFormat.of().parseHex(words[1]));
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  static java.util.stream.Stream<byte[]> frames() {
    return all().values().stream();
  }

  private static Distances.Distance.Builder distance(byte[] node, int links) {
    return Distances.Distance.newBuilder().setNode(ByteString.copyFrom(node)).setLinks(links);
  }

  private static NodeMessage.Builder message(long id) {
    return NodeMessage.newBuilder().setMessageId(id);
  }
}
