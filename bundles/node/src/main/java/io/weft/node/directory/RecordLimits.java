package io.weft.node.directory;

import io.weft.discovery.RecordException;
import io.weft.discovery.RecordException.Reason;
import io.weft.v1.Record;
import io.weft.v1.SignedRecord;
import java.util.Collection;

/** What a record may have of everything; all of it must fit into its 4 KiB besides. */
final class RecordLimits {

  /** Bytes of a signed record: three Ethernet frames, as announcements are sent in one datagram. */
  static final int MAX_BYTES = 4096;

  /** Certificates: the node's, the network's, and some of an administrator's between them. */
  static final int MAX_CERTIFICATES = 8;

  static final int MAX_ADDRESSES = 64;
  static final int MAX_ROLES = 64;
  static final int MAX_CAPABILITIES = 64;
  static final int MAX_SERVICES = 256;

  /** Characters of each text. */
  static final int MAX_TEXT_LENGTH = 256;

  private RecordLimits() {}

  static void check(SignedRecord signed) throws RecordException {
    count("certificates", signed.getCertificatesCount(), MAX_CERTIFICATES);
  }

  static void check(Record record) throws RecordException {
    text("node id", record.getNodeId());
    text("name", record.getName());
    text("network", record.getNetwork());
    count("addresses", record.getAddressesCount(), MAX_ADDRESSES);
    count("bulk addresses", record.getBulkAddressesCount(), MAX_ADDRESSES);
    count("roles", record.getRolesCount(), MAX_ROLES);
    count("capabilities", record.getCapabilitiesCount(), MAX_CAPABILITIES);
    count("services", record.getServicesCount(), MAX_SERVICES);
    texts("address", record.getAddressesList());
    texts("bulk address", record.getBulkAddressesList());
    texts("role", record.getRolesList());
    texts("capability", record.getCapabilitiesMap().keySet());
    texts("capability", record.getCapabilitiesMap().values());
    texts("service", record.getServicesList());
    if (record.getSequence() < 0) {
      throw malformed(
          "sequence number "
              + Long.toUnsignedString(record.getSequence())
              + " (limit "
              + Long.MAX_VALUE
              + ")");
    }
  }

  static RecordException malformed(String message) {
    return new RecordException(Reason.MALFORMED, message);
  }

  private static void count(String what, int count, int limit) throws RecordException {
    if (count > limit) {
      throw malformed("record with " + count + " " + what + " (limit " + limit + ")");
    }
  }

  private static void texts(String what, Collection<String> texts) throws RecordException {
    for (String text : texts) {
      text(what, text);
    }
  }

  /** Control characters are refused because records are shown on terminals and in logs. */
  private static void text(String what, String text) throws RecordException {
    if (text.length() > MAX_TEXT_LENGTH) {
      throw malformed(
          "record with a "
              + what
              + " of "
              + text.length()
              + " characters (limit "
              + MAX_TEXT_LENGTH
              + ")");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw malformed("record with a control character in a " + what);
    }
  }
}
