package io.weft.discovery.registry;

import static io.weft.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.TestNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long it takes until many records from files are known; prints it. */
class LoadTest {

  private static final Logger LOG = LoggerFactory.getLogger(LoadTest.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int RECORDS = 300;
  private static final byte[] MESSAGE = new byte[500];

  @TempDir Path folder;
  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann");
  private final List<FixedSelf> nodes = new ArrayList<>();
  private final Map<NodeId, byte[]> signatures = new ConcurrentHashMap<>();

  @Test
  void threeHundredRecordsFromFiles() throws IOException {
    for (int i = 0; i < RECORDS; i++) {
      FixedSelf node = network.node("node-" + i);
      nodes.add(node);
      signatures.put(node.id(), node.sign(MESSAGE));
      Files.write(folder.resolve(i + ".json"), Provider.fileOf(node));
    }
    List<Long> millis = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      millis.add(load(this::verified));
    }
    long read = load((bytes, known) -> network.verify(bytes));
    long begin = System.nanoTime();
    for (FixedSelf node : nodes) {
      assertThat(isOf(node.keys().getPublic(), signatures.get(node.id()))).isTrue();
    }
    LOG.info(
        "{} records from as many files, each verified by two signatures: {} ms, again {} ms, {} ms;"
            + " without signatures {} ms; so many signatures by one thread alone: {} ms",
        RECORDS,
        millis.get(0),
        millis.get(1),
        millis.get(2),
        read,
        2 * (System.nanoTime() - begin) / 1_000_000);
    assertThat(millis).hasSize(3);
  }

  /** With the cost of a record's signature and its certificate's, once for each record. */
  private Optional<NodeRecord> verified(byte[] bytes, Map<ByteBuffer, NodeRecord> known) {
    return Optional.of(
        known.computeIfAbsent(
            ByteBuffer.wrap(bytes),
            fresh -> {
              NodeRecord record = network.verify(bytes).orElseThrow();
              byte[] signature = signatures.get(record.id());
              assertThat(isOf(record.publicKey(), signature)).isTrue();
              assertThat(isOf(record.publicKey(), signature)).isTrue();
              return record;
            }));
  }

  private static boolean isOf(PublicKey key, byte[] signed) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initVerify(key);
      signature.update(MESSAGE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private long load(
      BiFunction<byte[], Map<ByteBuffer, NodeRecord>, Optional<NodeRecord>> verification) {
    Map<ByteBuffer, NodeRecord> known = new ConcurrentHashMap<>();
    KnownRecords records = new KnownRecords(bytes -> verification.apply(bytes, known));
    RegistryDiscovery provider =
        new RegistryDiscovery(
            Provider.reading(Provider.NEVER, folder.toString()), records, null, Clock.systemUTC());
    var sees = network.sink();
    long begin = System.nanoTime();
    provider.start(ann, sees);
    until(
        "all are seen",
        PATIENCE,
        () -> sees.sightings().size() == RECORDS && sees.sees(nodes.get(0)));
    long took = (System.nanoTime() - begin) / 1_000_000;
    provider.close();
    return took;
  }
}
