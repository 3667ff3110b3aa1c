package io.weft.discovery.multicast;

import io.weft.discovery.Availability;
import io.weft.discovery.Query;
import io.weft.node.NodeId;
import io.weft.testkit.FixedSelf;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One datagram of each kind, as it is on the wire. */
final class Golden {

  static final NetworkTag NETWORK = NetworkTag.of("blue");
  static final NodeId NODE = new NodeId("a".repeat(NodeId.LENGTH));

  private static final byte[] RECORD = HexFormat.of().parseHex("0a0568656c6c6f");
  private static final byte[] SIGNATURE = HexFormat.of().parseHex("3006020101020102");
  private static final Optional<Availability> SPARE =
      Optional.of(new Availability(42, 1_073_741_824L));

  private Golden() {}

  /** The messages. */
  static Map<Message.Kind, Message> messages() {
    Map<Message.Kind, Message> messages = new LinkedHashMap<>();
    for (Message.Kind kind : Message.Kind.values()) {
      messages.put(kind, message(kind));
    }
    return messages;
  }

  /** The datagrams, signed with bytes that are no signature. */
  static Stream<byte[]> datagrams() {
    return messages().values().stream().map(Golden::encode);
  }

  static byte[] encode(Message message) {
    return Datagram.encode(message, NETWORK, signed -> SIGNATURE);
  }

  /** A genuine announcement of a node, with the first counter there is. */
  static byte[] announce(FixedSelf node) {
    return announce(node, 1);
  }

  static byte[] announce(FixedSelf node, long counter) {
    return sign(node, introduction(Message.Kind.ANNOUNCE, node, counter, Optional.empty()));
  }

  static byte[] query(FixedSelf node, long counter, Query query) {
    return sign(node, introduction(Message.Kind.QUERY, node, counter, Optional.of(query)));
  }

  static byte[] ask(FixedSelf node, long counter) {
    return sign(node, introduction(Message.Kind.ASK, node, counter, Optional.empty()));
  }

  /** A heartbeat that says to be of one node and is signed by another. */
  static byte[] heartbeat(FixedSelf of, FixedSelf signer, long counter, int load) {
    return sign(
        signer,
        new Message(
            Message.Kind.HEARTBEAT,
            of.id(),
            counter,
            new byte[0],
            Optional.of(new Availability(load, 0)),
            Optional.empty(),
            Optional.of(pulse(of))));
  }

  static byte[] goodbye(FixedSelf of, FixedSelf signer, long counter) {
    return sign(
        signer,
        new Message(
            Message.Kind.GOODBYE,
            of.id(),
            counter,
            new byte[0],
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  private static Message introduction(
      Message.Kind kind, FixedSelf node, long counter, Optional<Query> query) {
    return new Message(
        kind,
        node.id(),
        counter,
        node.signedRecord(),
        kind.asks() ? Optional.empty() : Optional.of(node.availability()),
        query,
        kind.asks() ? Optional.empty() : Optional.of(pulse(node)));
  }

  /** A datagram that a node has signed. */
  static byte[] sign(FixedSelf node, Message message) {
    return Datagram.encode(message, NetworkTag.of(node.record().network()), node::sign);
  }

  private static Message message(Message.Kind kind) {
    return new Message(
        kind,
        NODE,
        1_767_225_600_000_000L,
        kind.introduces() ? RECORD : new byte[0],
        switch (kind) {
          case ANNOUNCE, ANSWER, HEARTBEAT -> SPARE;
          case QUERY, GOODBYE, ASK -> Optional.empty();
        },
        kind == Message.Kind.QUERY
            ? Optional.of(new Query(Query.Kind.CAPABILITY, "gpu.0=rtx"))
            : Optional.empty(),
        switch (kind) {
          case ANNOUNCE, ANSWER, HEARTBEAT ->
              Optional.of(
                  new Message.Pulse(
                      1_767_225_600_000L, Duration.ofSeconds(10), kind == Message.Kind.ANSWER));
          case QUERY, GOODBYE, ASK -> Optional.empty();
        });
  }

  /** What a node says of its announcements: ten seconds from one to the next. */
  static Message.Pulse pulse(FixedSelf node) {
    return new Message.Pulse(node.record().sequence(), Duration.ofSeconds(10), false);
  }
}
