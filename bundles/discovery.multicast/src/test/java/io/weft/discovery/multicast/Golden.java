package io.weft.discovery.multicast;

import io.weft.discovery.Availability;
import io.weft.discovery.Query;
import io.weft.node.NodeId;
import io.weft.testkit.FixedSelf;
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
    return sign(
        node,
        new Message(
            Message.Kind.ANNOUNCE,
            node.id(),
            1,
            node.signedRecord(),
            Optional.of(node.availability()),
            Optional.empty()));
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
          case QUERY, GOODBYE -> Optional.empty();
        },
        kind == Message.Kind.QUERY
            ? Optional.of(new Query(Query.Kind.CAPABILITY, "gpu.0=rtx"))
            : Optional.empty());
  }
}
