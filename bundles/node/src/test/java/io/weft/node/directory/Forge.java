package io.weft.node.directory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import io.weft.trust.Identity;
import io.weft.v1.Record;
import io.weft.v1.SignedRecord;
import java.security.cert.CertificateEncodingException;

/** Makes signed records that {@link SignedRecords} would never make. */
final class Forge {

  private static final byte[] PREFIX = "weft.v1.Record\0".getBytes(US_ASCII);

  private Forge() {}

  /** A record with what {@link SignedRecords} asks for and nothing else. */
  static Record.Builder record(Identity node) {
    return Record.newBuilder()
        .setNodeId(node.id().text())
        .setNetwork(node.network())
        .setSequence(1)
        .setExpiresEpochSeconds(SignedRecordsTest.EXPIRES.getEpochSecond());
  }

  /** These record bytes, signed by this node and with its certificate. */
  static byte[] signed(Record.Builder record, Identity by) {
    return envelope(record.build().toByteString(), by).build().toByteArray();
  }

  static SignedRecord.Builder envelope(ByteString record, Identity by) {
    ByteString message = ByteString.copyFrom(PREFIX).concat(record);
    try {
      return SignedRecord.newBuilder()
          .setRecord(record)
          .addCertificates(ByteString.copyFrom(by.credentials().certificate().getEncoded()))
          .setSignature(ByteString.copyFrom(by.sign(message.toByteArray())));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
