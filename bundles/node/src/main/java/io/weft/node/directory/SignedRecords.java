package io.weft.node.directory;

import static io.weft.node.directory.RecordLimits.malformed;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.weft.discovery.RecordException;
import io.weft.discovery.RecordException.Reason;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import io.weft.v1.Record;
import io.weft.v1.SignedRecord;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Signs this node's record and verifies those of others. Safe on every thread.
 *
 * <p>A record is believed if its network admits the certificates that came with it as those of the
 * node that it names, their key has signed it, and its time is not over.
 */
public final class SignedRecords {

  /** Bytes of a signed record at most. */
  public static final int MAX_BYTES = RecordLimits.MAX_BYTES;

  /** Signed before the record, so that no signature made for anything else is one of a record. */
  private static final byte[] DOMAIN = "weft.v1.Record\0".getBytes(US_ASCII);

  /** The schema's deepest nesting is 2. */
  private static final int MAX_NESTING = 4;

  /**
   * How far the clock of a node may be ahead that numbers its records by it: a record from further
   * on would shut out all that the node says once its clock is right.
   */
  private static final Duration AHEAD = Duration.ofDays(1);

  /** What a record may say at most of how long it is to be believed. */
  private static final Duration LONGEST_LIFETIME = Duration.ofDays(7);

  private final Clock clock;

  public SignedRecords(Clock clock) {
    this.clock = clock;
  }

  /**
   * The record with its proof, at most 4 KiB. If its services make it too large, or are more than
   * 256, it carries none of them: peers learn of them over their links.
   *
   * @throws IllegalArgumentException if the record is over the limits even so
   */
  public byte[] sign(NodeRecord record, Identity identity) {
    Record few = toWire(record).build();
    try {
      RecordLimits.check(few);
    } catch (RecordException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    if (record.services().size() <= RecordLimits.MAX_SERVICES) {
      Record all = few.toBuilder().addAllServices(new TreeSet<>(record.services())).build();
      byte[] signed = sign(all, identity);
      if (signed.length <= MAX_BYTES) {
        return signed;
      }
    }
    byte[] signed = sign(few, identity);
    if (signed.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "signed record of "
              + signed.length
              + " bytes (limit "
              + MAX_BYTES
              + "): fewer or shorter capabilities, roles or addresses are needed");
    }
    return signed;
  }

  /**
   * The record in these bytes, after all checks.
   *
   * @param identity who this node is: its network and whom that admits
   * @throws RecordException if it may not be believed
   */
  public NodeRecord verify(byte[] bytes, Identity identity) throws RecordException {
    if (bytes.length > MAX_BYTES) {
      throw malformed("signed record of " + bytes.length + " bytes (limit " + MAX_BYTES + ")");
    }
    SignedRecord signed;
    Record record;
    try {
      signed = SignedRecord.parseFrom(input(bytes));
      RecordLimits.check(signed);
      record = Record.parseFrom(input(signed.getRecord().toByteArray()));
      RecordLimits.check(record);
    } catch (InvalidProtocolBufferException e) {
      throw malformed("not a signed record: " + e.getMessage());
    } catch (IOException e) {
      throw new IllegalStateException("reading memory failed", e);
    }
    if (!record.getNetwork().equals(identity.network())) {
      throw new RecordException(
          Reason.OTHER_NETWORK,
          "record of network " + record.getNetwork() + ", ours is " + identity.network());
    }
    NodeId id = nodeId(record);
    Instant expires = expires(record);
    List<URI> addresses = addresses(record.getAddressesList());
    List<URI> bulkAddresses = addresses(record.getBulkAddressesList());
    List<PublicKey> keys = admit(id, signed, identity);
    PublicKey key = keys.get(keys.size() - 1);
    checkSignature(id, key, signed);
    return new NodeRecord(
        id,
        key,
        keys.subList(0, keys.size() - 1),
        record.getName(),
        record.getNetwork(),
        new HashSet<>(record.getRolesList()),
        record.getCapabilitiesMap(),
        new HashSet<>(record.getServicesList()),
        addresses,
        bulkAddresses,
        record.getSequence(),
        expires);
  }

  private static CodedInputStream input(byte[] bytes) {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    in.setRecursionLimit(MAX_NESTING);
    return in;
  }

  private static NodeId nodeId(Record record) throws RecordException {
    try {
      return new NodeId(record.getNodeId());
    } catch (IllegalArgumentException e) {
      throw malformed("record with a node id that is none: " + e.getMessage());
    }
  }

  private Instant expires(Record record) throws RecordException {
    Instant now = clock.instant();
    Instant expires;
    try {
      expires = Instant.ofEpochSecond(record.getExpiresEpochSeconds());
    } catch (DateTimeException e) {
      throw malformed("record that expires at " + record.getExpiresEpochSeconds() + " seconds");
    }
    if (!expires.isAfter(now)) {
      throw new RecordException(
          Reason.EXPIRED,
          "record of "
              + record.getNodeId()
              + " expired at "
              + expires
              + ", it is "
              + now
              + " here (are both clocks right?)");
    }
    if (expires.isAfter(now.plus(LONGEST_LIFETIME))
        || record.getSequence() > now.plus(AHEAD).toEpochMilli()) {
      throw new RecordException(
          Reason.FUTURE,
          "record of "
              + record.getNodeId()
              + " with sequence number "
              + record.getSequence()
              + " that expires at "
              + expires
              + " is of the future, it is "
              + now
              + " here (limits: a number of milliseconds since 1970 at most "
              + AHEAD.toHours()
              + " h ahead, "
              + LONGEST_LIFETIME.toDays()
              + " days to live; are both clocks right?)");
    }
    return expires;
  }

  private static List<URI> addresses(List<String> texts) throws RecordException {
    List<URI> addresses = new ArrayList<>();
    for (String text : texts) {
      try {
        URI address = new URI(text);
        if (!address.isAbsolute()) {
          throw malformed("record with an address without a scheme: " + text);
        }
        addresses.add(address);
      } catch (URISyntaxException e) {
        throw malformed("record with an address that is none: " + e.getMessage());
      }
    }
    return addresses;
  }

  /** All keys that the node has had, the one that it has now last. */
  private static List<PublicKey> admit(NodeId id, SignedRecord signed, Identity identity)
      throws RecordException {
    List<X509Certificate> chain = certificates(id, signed);
    NodeId admitted;
    List<PublicKey> keys;
    try {
      admitted = identity.admission().admit(chain);
      keys = identity.admission().keys(chain.get(0));
    } catch (CertificateException e) {
      throw new RecordException(Reason.NOT_ADMITTED, "record of " + id + ": " + e.getMessage());
    }
    if (!admitted.equals(id)) {
      throw new RecordException(
          Reason.BAD_SIGNATURE, "record of " + id + " with the certificate of " + admitted);
    }
    return keys;
  }

  private static List<X509Certificate> certificates(NodeId id, SignedRecord signed)
      throws RecordException {
    if (signed.getCertificatesCount() == 0) {
      throw malformed("record of " + id + " without a certificate");
    }
    List<X509Certificate> chain = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (ByteString der : signed.getCertificatesList()) {
        X509Certificate certificate = (X509Certificate) factory.generateCertificate(der.newInput());
        // The factory takes PEM too, and leaves what follows a certificate.
        if (!der.equals(ByteString.copyFrom(certificate.getEncoded()))) {
          throw malformed("record of " + id + " with more than a DER certificate");
        }
        chain.add(certificate);
      }
      return chain;
    } catch (CertificateException e) {
      throw malformed("record of " + id + " with a certificate that is none: " + e.getMessage());
    }
  }

  private static void checkSignature(NodeId id, PublicKey key, SignedRecord signed)
      throws RecordException {
    boolean genuine;
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initVerify(key);
      signature.update(message(signed.getRecord().toByteArray()));
      genuine = signature.verify(signed.getSignature().toByteArray());
    } catch (GeneralSecurityException e) {
      throw new RecordException(Reason.BAD_SIGNATURE, "record of " + id + ": " + e.getMessage());
    }
    if (!genuine) {
      throw new RecordException(
          Reason.BAD_SIGNATURE, "record of " + id + " that its key has not signed");
    }
  }

  private static byte[] sign(Record record, Identity identity) {
    byte[] bytes = record.toByteArray();
    Credentials own = identity.credentials();
    SignedRecord.Builder signed =
        SignedRecord.newBuilder()
            .setRecord(ByteString.copyFrom(bytes))
            .setSignature(ByteString.copyFrom(own.sign(message(bytes))));
    for (X509Certificate certificate : own.chain()) {
      try {
        signed.addCertificates(ByteString.copyFrom(certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("own certificate can't be encoded", e);
      }
    }
    return signed.build().toByteArray();
  }

  private static byte[] message(byte[] record) {
    byte[] message = new byte[DOMAIN.length + record.length];
    System.arraycopy(DOMAIN, 0, message, 0, DOMAIN.length);
    System.arraycopy(record, 0, message, DOMAIN.length, record.length);
    return message;
  }

  private static Record.Builder toWire(NodeRecord record) {
    Record.Builder wire =
        Record.newBuilder()
            .setNodeId(record.id().text())
            .setName(record.name())
            .setNetwork(record.network())
            .addAllRoles(new TreeSet<>(record.roles()))
            .putAllCapabilities(new TreeMap<>(record.capabilities()))
            .setSequence(record.sequence())
            .setExpiresEpochSeconds(record.expires().getEpochSecond());
    record.addresses().forEach(address -> wire.addAddresses(address.toString()));
    record.bulkAddresses().forEach(address -> wire.addBulkAddresses(address.toString()));
    return wire;
  }
}
