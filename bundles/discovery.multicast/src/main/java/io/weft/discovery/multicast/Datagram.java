package io.weft.discovery.multicast;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.weft.discovery.Availability;
import io.weft.discovery.Query;
import io.weft.node.NodeId;
import io.weft.v1.discovery.Announcement;
import io.weft.v1.discovery.Body;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A message with what proves it. {@code announcement.proto} has the form.
 *
 * @param signed the bytes that the signature is of; must not change
 * @param signature not yet checked; must not change
 * @param byBroadcast whether it is the copy that was broadcast, as somebody says
 */
@SuppressWarnings("ArrayRecordComponent")
record Datagram(Message message, byte[] signed, byte[] signature, boolean byBroadcast) {

  /** Largest datagram, in bytes: twice the largest signed record. Larger ones are dropped. */
  static final int MAX_BYTES = 8 * 1024;

  /** What travels in one piece over Ethernet and most tunnels, in bytes: 1,500 less headers. */
  static final int UNFRAGMENTED_BYTES = 1400;

  /** Smallest query, in bytes: as a QUIC client's first packet (RFC 9000, section 14.1). */
  static final int MIN_QUERY_BYTES = 1200;

  private static final byte[] START = {'W', 'E', 'F', 'T', 1};
  private static final int HEADER_BYTES = START.length + NetworkTag.BYTES;

  /** Signed before the body, so that no signature made for anything else is one of a datagram. */
  private static final byte[] DOMAIN = "weft.discovery.v1.Announcement\0".getBytes(US_ASCII);

  /** Bytes of a signed record at most: see {@code Self.signedRecord()}. */
  private static final int MAX_RECORD_BYTES = 4096;

  /** The schema's deepest nesting is 2. */
  private static final int MAX_NESTING = 4;

  /** The field {@code by_broadcast}: an encoded message may be followed by more of its fields. */
  private static final byte[] BY_BROADCAST = {4 << 3, 1};

  /** Longest time between two datagrams of a node that is believed, in seconds. */
  private static final int MAX_PERIOD_SECONDS = 300;

  /** Tag and length of the padding: one byte and up to two, as it is at most 1,200 bytes. */
  private static final int PADDING_OVERHEAD = 3;

  /**
   * The bytes to send.
   *
   * @param sign the sender's signature of a message
   */
  static byte[] encode(Message message, NetworkTag network, UnaryOperator<byte[]> sign) {
    byte[] body = body(message).toByteArray();
    Announcement.Builder announcement =
        Announcement.newBuilder()
            .setBody(ByteString.copyFrom(body))
            .setSignature(ByteString.copyFrom(sign.apply(signedPart(network, body))));
    if (message.kind().asks()) {
      int missing =
          UNFRAGMENTED_BYTES
              - HEADER_BYTES
              - announcement.build().getSerializedSize()
              - PADDING_OVERHEAD;
      announcement.setPadding(ByteString.copyFrom(new byte[Math.max(0, missing)]));
    }
    byte[] announced = announcement.build().toByteArray();
    return ByteBuffer.allocate(HEADER_BYTES + announced.length)
        .put(START)
        .put(network.bytes())
        .put(announced)
        .array();
  }

  /** The copy of a datagram that is broadcast. */
  static byte[] byBroadcast(byte[] datagram) {
    byte[] copy = Arrays.copyOf(datagram, datagram.length + BY_BROADCAST.length);
    System.arraycopy(BY_BROADCAST, 0, copy, datagram.length, BY_BROADCAST.length);
    return copy;
  }

  /** Whether these bytes can be of our network: all that is looked at in others' datagrams. */
  static boolean isOurs(byte[] bytes, NetworkTag network) {
    return bytes.length > HEADER_BYTES
        && bytes.length <= MAX_BYTES
        && Arrays.equals(bytes, 0, START.length, START, 0, START.length)
        && Arrays.equals(bytes, START.length, HEADER_BYTES, network.bytes(), 0, NetworkTag.BYTES);
  }

  /**
   * Reads a datagram; its signature is not checked.
   *
   * @throws IllegalArgumentException if it is not one of this network and version, or breaks a rule
   */
  static Datagram decode(byte[] bytes, NetworkTag network) {
    if (!isOurs(bytes, network)) {
      throw new IllegalArgumentException("not a datagram of this network and version");
    }
    try {
      Announcement announcement =
          Announcement.parseFrom(input(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES));
      byte[] body = announcement.getBody().toByteArray();
      Message message = message(Body.parseFrom(input(body, 0, body.length)));
      if (message.kind().asks() && bytes.length < MIN_QUERY_BYTES) {
        throw new IllegalArgumentException(
            "query of " + bytes.length + " bytes (" + MIN_QUERY_BYTES + " or more)");
      }
      if (announcement.getSignature().isEmpty()) {
        throw new IllegalArgumentException("announcement without a signature");
      }
      return new Datagram(
          message,
          signedPart(network, body),
          announcement.getSignature().toByteArray(),
          announcement.getByBroadcast());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not an announcement: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException("reading memory failed", e);
    }
  }

  /** Whether the holder of this key has signed it. */
  boolean isSignedBy(PublicKey key) {
    try {
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static CodedInputStream input(byte[] bytes, int from, int length) {
    CodedInputStream in = CodedInputStream.newInstance(bytes, from, length);
    in.setRecursionLimit(MAX_NESTING);
    return in;
  }

  private static byte[] signedPart(NetworkTag network, byte[] body) {
    return ByteBuffer.allocate(DOMAIN.length + NetworkTag.BYTES + body.length)
        .put(DOMAIN)
        .put(network.bytes())
        .put(body)
        .array();
  }

  private static Body body(Message message) {
    Body.Builder body =
        Body.newBuilder()
            .setKind(io.weft.v1.discovery.Kind.valueOf(message.kind().name()))
            .setNodeId(message.from().text())
            .setCounter(message.counter())
            .setSignedRecord(ByteString.copyFrom(message.signedRecord()));
    message
        .availability()
        .ifPresent(
            a ->
                body.setAvailability(
                    io.weft.v1.discovery.Availability.newBuilder()
                        .setLoadPercent(a.loadPercent())
                        .setFreeMemoryBytes(a.freeMemoryBytes())));
    message.query().ifPresent(q -> body.setQuery(query(q)));
    message
        .pulse()
        .ifPresent(
            p ->
                body.setPulse(
                    io.weft.v1.discovery.Pulse.newBuilder()
                        .setRecordSequence(p.sequence())
                        .setPeriodSeconds((int) p.period().toSeconds())
                        .setBroadcastPlease(p.broadcastPlease())));
    return body.build();
  }

  private static io.weft.v1.discovery.Query query(Query query) {
    io.weft.v1.discovery.Query.Builder asked = io.weft.v1.discovery.Query.newBuilder();
    return switch (query.kind()) {
      case ROLE -> asked.setRole(query.value()).build();
      case CAPABILITY -> asked.setCapability(query.value()).build();
      case SERVICE -> asked.setService(query.value()).build();
    };
  }

  private static Message message(Body body) {
    Message.Kind kind = kind(body);
    if (body.getCounter() <= 0) {
      throw new IllegalArgumentException("counter of " + body.getCounter() + " (1 or more)");
    }
    byte[] record = body.getSignedRecord().toByteArray();
    if (record.length > MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "signed record of " + record.length + " bytes (limit " + MAX_RECORD_BYTES + ")");
    }
    if (kind.introduces() != (record.length > 0)) {
      throw new IllegalArgumentException(
          kind + " with a signed record of " + record.length + " bytes");
    }
    if ((kind == Message.Kind.QUERY) != body.hasQuery()) {
      throw new IllegalArgumentException(kind + " with a question or QUERY without one");
    }
    return new Message(
        kind,
        new NodeId(body.getNodeId()),
        body.getCounter(),
        record,
        body.hasAvailability()
            ? Optional.of(
                new Availability(
                    body.getAvailability().getLoadPercent(),
                    body.getAvailability().getFreeMemoryBytes()))
            : Optional.empty(),
        body.hasQuery() ? Optional.of(query(body.getQuery())) : Optional.empty(),
        body.hasPulse() ? Optional.of(pulse(body.getPulse())) : Optional.empty());
  }

  private static Message.Pulse pulse(io.weft.v1.discovery.Pulse pulse) {
    int seconds = pulse.getPeriodSeconds();
    if (seconds < 1 || seconds > MAX_PERIOD_SECONDS) {
      throw new IllegalArgumentException(
          "period of "
              + Integer.toUnsignedString(seconds)
              + " seconds (1 to "
              + MAX_PERIOD_SECONDS
              + ")");
    }
    return new Message.Pulse(
        pulse.getRecordSequence(), Duration.ofSeconds(seconds), pulse.getBroadcastPlease());
  }

  private static Message.Kind kind(Body body) {
    try {
      return Message.Kind.valueOf(body.getKind().name());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("kind " + body.getKindValue() + " is not known", e);
    }
  }

  private static Query query(io.weft.v1.discovery.Query query) {
    return switch (query.getAskedCase()) {
      case ROLE -> new Query(Query.Kind.ROLE, query.getRole());
      case CAPABILITY -> new Query(Query.Kind.CAPABILITY, query.getCapability());
      case SERVICE -> new Query(Query.Kind.SERVICE, query.getService());
      case ASKED_NOT_SET -> throw new IllegalArgumentException("query without a question");
    };
  }
}
