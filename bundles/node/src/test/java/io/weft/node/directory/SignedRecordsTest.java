package io.weft.node.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.weft.discovery.RecordException;
import io.weft.discovery.RecordException.Reason;
import io.weft.identity.TrialNetwork;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.testkit.ManualClock;
import io.weft.trust.Identity;
import io.weft.v1.Record;
import io.weft.v1.SignedRecord;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedRecordsTest {

  static final Instant EXPIRES = Instant.parse("2026-11-01T12:30:00Z");
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-01T12:00:00Z"), ZoneOffset.UTC);

  @TempDir private static Path folder;

  private final SignedRecords records = new SignedRecords(CLOCK);
  private TrialNetwork network;
  private Identity ada;
  private Identity bob;

  @BeforeEach
  void nodes() {
    network = new TrialNetwork(folder);
    ada = network.member("ada");
    bob = network.member("bob");
  }

  @Test
  void recordIsTheSameOnTheOtherSide() throws Exception {
    NodeRecord record = record(ada, Set.of("user/auth", "echo"));

    byte[] bytes = records.sign(record, ada);

    assertThat(bytes.length).isLessThan(1024);
    assertThat(records.verify(bytes, bob)).isEqualTo(record);
  }

  @Test
  void smallestRecordIsBelieved() throws Exception {
    NodeRecord read = records.verify(Forge.signed(Forge.record(ada), ada), bob);

    assertThat(read.id()).isEqualTo(ada.id());
    assertThat(read.name()).isEmpty();
    assertThat(read.addresses()).isEmpty();
    assertThat(read.bulkAddresses()).isEmpty();
  }

  @Test
  void recordOfTheFirstVersionIsStillBelieved() throws Exception {
    NodeRecord read = records.verify(GoldenRecord.bytes(), GoldenRecord.credulous());

    assertThat(read.id()).isEqualTo(NodeId.of(read.publicKey()));
    assertThat(read.name()).isEqualTo("golden");
    assertThat(read.network()).isEqualTo("open");
    assertThat(read.roles()).containsExactlyInAnyOrder("gpu", "bridge");
    assertThat(read.capabilities()).isEqualTo(Map.of("processors", "8", "gpu.0", "a name"));
    assertThat(read.services()).containsExactlyInAnyOrder("echo", "user/auth");
    assertThat(read.addresses())
        .containsExactly(
            URI.create("tcp://192.0.2.7:7001"), URI.create("tcp://[2001:db8::7]:7001"));
    assertThat(read.sequence()).isEqualTo(42);
    assertThat(read.expires()).isEqualTo(EXPIRES);
  }

  @Test
  void fieldsOfANewerVersionAreSigned() throws Exception {
    ByteString newer = Forge.record(ada).setName("a").build().toByteString();
    newer = newer.concat(ByteString.fromHex("a2060161"));

    assertThat(records.verify(Forge.envelope(newer, ada).build().toByteArray(), bob).name())
        .isEqualTo("a");
  }

  @Test
  void tooManyServicesForARecordAreLeftOut() throws Exception {
    Set<String> many = services(257, "s");
    Set<String> large = services(60, "a-rather-long-path-of-a-service/with-a-second-segment/");

    assertThat(records.verify(records.sign(record(ada, many), ada), bob).services()).isEmpty();
    assertThat(records.verify(records.sign(record(ada, large), ada), bob).services()).isEmpty();
    assertThat(records.verify(records.sign(record(ada, services(256, "s")), ada), bob).services())
        .hasSize(256);
  }

  @Test
  void recordThatIsTooLargeWithoutServicesIsNotSigned() {
    NodeRecord r = record(ada, Set.of());
    NodeRecord large =
        new NodeRecord(
            r.id(),
            r.publicKey(),
            r.name(),
            r.network(),
            services(20, "r".repeat(200)),
            r.capabilities(),
            r.services(),
            r.addresses(),
            r.sequence(),
            r.expires());
    NodeRecord longName =
        new NodeRecord(
            r.id(),
            r.publicKey(),
            "n".repeat(257),
            r.network(),
            r.roles(),
            r.capabilities(),
            r.services(),
            r.addresses(),
            r.sequence(),
            r.expires());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> records.sign(large, ada))
        .withMessageContaining("(limit 4096)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> records.sign(longName, ada))
        .withMessage("record with a name of 257 characters (limit 256)");
  }

  @Test
  void recordOfAnotherNetworkIsTold() {
    Identity stranger = network.stranger("eve");

    refused(Reason.OTHER_NETWORK, records.sign(record(stranger, Set.of()), stranger))
        .contains(stranger.network(), ada.network());
  }

  @Test
  void strangerWhoNamesOurNetworkIsNotAdmitted() {
    Identity stranger = network.stranger("eve");

    refused(
            Reason.NOT_ADMITTED,
            Forge.signed(Forge.record(stranger).setNetwork(ada.network()), stranger))
        .contains("not invited");
  }

  @Test
  void nodeWithAnExpiredCertificateIsNotAdmitted() {
    Identity old = network.expired("old");

    refused(Reason.NOT_ADMITTED, Forge.signed(Forge.record(old), old));
  }

  @Test
  void memberCannotSpeakForAnother() {
    refused(Reason.BAD_SIGNATURE, Forge.signed(Forge.record(ada), bob)).contains(ada.id().text());
    SignedRecord withAdasCertificate =
        Forge.envelope(Forge.record(ada).build().toByteString(), bob)
            .clearCertificates()
            .addAllCertificates(envelope(ada).getCertificatesList())
            .build();
    refused(Reason.BAD_SIGNATURE, withAdasCertificate.toByteArray()).contains("not signed");
  }

  @Test
  void changedRecordIsRefused() {
    Record changed = Forge.record(ada).setSequence(2).build();

    refused(
        Reason.BAD_SIGNATURE,
        envelope(ada).toBuilder().setRecord(changed.toByteString()).build().toByteArray());
  }

  @Test
  void signatureOfSomethingElseIsNoSignatureOfARecord() {
    ByteString record = Forge.record(ada).build().toByteString();
    SignedRecord.Builder signed = envelope(ada).toBuilder();

    refused(
        Reason.BAD_SIGNATURE,
        signed
            .setSignature(ByteString.copyFrom(ada.sign(record.toByteArray())))
            .build()
            .toByteArray());
    refused(Reason.BAD_SIGNATURE, signed.clearSignature().build().toByteArray());
  }

  @Test
  void recordIsBelievedUntilItExpires() throws Exception {
    ManualClock clock = new ManualClock(EXPIRES.minusSeconds(2));
    SignedRecords later = new SignedRecords(clock);
    byte[] bytes = Forge.signed(Forge.record(ada), ada);

    clock.advance(Duration.ofSeconds(1));
    assertThat(later.verify(bytes, bob).expires()).isEqualTo(EXPIRES);
    clock.advance(Duration.ofSeconds(1));

    assertThatExceptionOfType(RecordException.class)
        .isThrownBy(() -> later.verify(bytes, bob))
        .withMessageContaining("expired at 2026-11-01T12:30:00Z")
        .returns(Reason.EXPIRED, RecordException::reason);
  }

  @Test
  void recordsOfTheFutureAreRefused() {
    Instant now = EXPIRES.minusSeconds(60);
    SignedRecords here = new SignedRecords(new ManualClock(now));
    long aDayAhead = now.plus(Duration.ofDays(1)).toEpochMilli();
    Record.Builder ahead = Forge.record(ada).setSequence(aDayAhead + 1);
    Record.Builder lasting =
        Forge.record(ada)
            .setExpiresEpochSeconds(now.plus(Duration.ofDays(7)).plusSeconds(1).getEpochSecond());

    for (Record.Builder record : List.of(ahead, lasting)) {
      assertThatExceptionOfType(RecordException.class)
          .isThrownBy(() -> here.verify(Forge.signed(record, ada), bob))
          .withMessageContaining("is of the future, it is 2026-11-01T12:29:00Z here")
          .returns(Reason.FUTURE, RecordException::reason);
    }
    assertThatCode(
            () -> here.verify(Forge.signed(Forge.record(ada).setSequence(aDayAhead), ada), bob))
        .doesNotThrowAnyException();
  }

  @Test
  void bytesThatAreNoRecordAreMalformed() {
    refused(Reason.MALFORMED, new byte[4097]).contains("signed record of 4097 bytes (limit 4096)");
    refused(Reason.MALFORMED, new byte[] {8}).contains("not a signed record");
    refused(Reason.MALFORMED, envelope(ada).toBuilder().clearCertificates().build().toByteArray())
        .contains("without a certificate");
    refused(
            Reason.MALFORMED,
            envelope(ada).toBuilder()
                .setCertificates(0, ByteString.copyFromUtf8("none"))
                .build()
                .toByteArray())
        .contains("certificate that is none");
    ByteString certificate = envelope(ada).getCertificates(0);
    refused(
            Reason.MALFORMED,
            envelope(ada).toBuilder()
                .setCertificates(0, certificate.concat(ByteString.fromHex("00")))
                .build()
                .toByteArray())
        .contains("more than a DER certificate");
    refused(
            Reason.MALFORMED,
            envelope(ada).toBuilder()
                .addAllCertificates(Collections.nCopies(8, ByteString.EMPTY))
                .build()
                .toByteArray())
        .contains("9 certificates (limit 8)");
  }

  @Test
  void truncatedRecordsAreRefusedAtEveryByte() {
    byte[] bytes = records.sign(record(ada, Set.of("echo")), ada);
    for (int length = 0; length < bytes.length; length++) {
      byte[] truncated = Arrays.copyOf(bytes, length);
      assertThatExceptionOfType(RecordException.class)
          .as("%d bytes", length)
          .isThrownBy(() -> records.verify(truncated, bob));
    }
  }

  @Test
  void groupsNestedTooDeepAreMalformed() {
    ByteString deep = ByteString.fromHex("ab06".repeat(100) + "ac06".repeat(100));

    refused(Reason.MALFORMED, Forge.envelope(deep, ada).build().toByteArray())
        .contains("not a signed record");
    refused(Reason.MALFORMED, deep.toByteArray());
  }

  @Test
  void countsAndLengthsAreLimited() {
    malformed(r -> r.addAllAddresses(texts(65)), "65 addresses (limit 64)");
    malformed(r -> r.addAllBulkAddresses(texts(65)), "65 bulk addresses (limit 64)");
    malformed(r -> r.addBulkAddresses("t:" + "x".repeat(255)), "bulk address of 257 characters");
    malformed(r -> r.addAllRoles(texts(65)), "65 roles (limit 64)");
    malformed(r -> r.addAllServices(texts(257)), "257 services (limit 256)");
    malformed(
        r -> texts(65).forEach(text -> r.putCapabilities(text, "")), "65 capabilities (limit 64)");
    String tooLong = "x".repeat(257);
    malformed(r -> r.setName(tooLong), "name of 257 characters (limit 256)");
    malformed(r -> r.setNetwork(tooLong), "network of 257 characters (limit 256)");
    malformed(r -> r.setNodeId(tooLong), "node id of 257 characters (limit 256)");
    malformed(r -> r.addRoles(tooLong), "role of 257 characters (limit 256)");
    malformed(r -> r.addAddresses(tooLong), "address of 257 characters (limit 256)");
    malformed(r -> r.addServices(tooLong), "service of 257 characters (limit 256)");
    malformed(r -> r.putCapabilities(tooLong, ""), "capability of 257 characters (limit 256)");
    malformed(r -> r.putCapabilities("", tooLong), "capability of 257 characters (limit 256)");
  }

  @Test
  void valuesOutOfTheirRangeAreMalformed() {
    malformed(r -> r.setNodeId("ada"), "not a node id: \"ada\"");
    malformed(r -> r.setSequence(-1), "sequence number 18446744073709551615");
    malformed(r -> r.setExpiresEpochSeconds(Long.MAX_VALUE), "expires at 9223372036854775807");
    malformed(r -> r.addAddresses("tcp://a b"), "address that is none");
    malformed(r -> r.addAddresses("localhost"), "address without a scheme: localhost");
    malformed(r -> r.setName("\u001b[31mred"), "control character in a name");
  }

  private void malformed(Consumer<Record.Builder> change, String message) {
    Record.Builder record = Forge.record(ada);
    change.accept(record);
    refused(Reason.MALFORMED, Forge.signed(record, ada)).contains(message);
  }

  private AbstractStringAssert<?> refused(Reason reason, byte[] bytes) {
    try {
      records.verify(bytes, bob);
    } catch (RecordException e) {
      assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
      return assertThat(e.getMessage());
    }
    throw new AssertionError("believed");
  }

  private static SignedRecord envelope(Identity node) {
    return Forge.envelope(Forge.record(node).build().toByteString(), node).build();
  }

  private static NodeRecord record(Identity node, Set<String> services) {
    return new NodeRecord(
        node.id(),
        node.credentials().certificate().getPublicKey(),
        List.of(),
        "a name, été",
        node.network(),
        Set.of("gpu", "bridge"),
        Map.of("processors", "8", "memory_bytes", "25769803776"),
        services,
        List.of(URI.create("tcp://192.0.2.7:7001"), URI.create("unix:/run/weft")),
        List.of(URI.create("tcp://0.0.0.0:7879")),
        7,
        EXPIRES);
  }

  private static Set<String> services(int count, String prefix) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.toSet());
  }

  private static List<String> texts(int count) {
    return IntStream.range(0, count).mapToObj(i -> "t:" + i).toList();
  }
}
