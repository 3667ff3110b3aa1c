package io.weft.discovery.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.weft.discovery.registry.Sheet.BrokenException;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.TestNetwork;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class SheetFuzzTest {

  private static final TestNetwork NETWORK = new TestNetwork("blue");
  private static final FixedSelf ANN = NETWORK.node("ann");
  private static final Judge JUDGE = new Judge(new KnownRecords(NETWORK), Clock.systemUTC());

  @MethodSource("files")
  @FuzzTest(maxDuration = "3s")
  void everyFileIsReadOrSaysWhatIsWrongAndCanBeAddedTo(byte[] bytes) throws Exception {
    Sheet sheet;
    try {
      sheet = SheetReader.read(bytes, "f", 100);
    } catch (BrokenException e) {
      assertThat(e.problem().place()).startsWith("f");
      assertThat(e.problem().reason()).isNotEmpty().hasSizeLessThan(400);
      return;
    }
    assertThat(sheet.entries()).hasSizeLessThanOrEqualTo(100);
    for (Listed entry : sheet.entries()) {
      if (JUDGE.of(entry, Optional.of("blue")) instanceof Judged.Proven proven) {
        assertThat(proven.signed()).isEqualTo(ANN.signedRecord());
      }
    }
    byte[] with;
    try {
      with = new SheetWriter(ANN.record(), ANN.signedRecord()).into(bytes, sheet.form());
    } catch (IOException e) {
      return; // texts that are passed over while reading may be too long to be kept
    }
    assertThat(SheetReader.read(with, "f", 10_000).form()).isEqualTo(sheet.form());
  }

  static Stream<byte[]> files() {
    String peers =
        "[{\"node_id\":\"x\",\"direct_addresses\":[\"10.0.0.7:1\"],\"relay_url\":null,\"sequence\":1,"
            + "\"discovered_at\":\"2026-01-31T12:00:00Z\",\"more\":[{}]}]";
    return Stream.of(
        Provider.fileOf(ANN), peers.getBytes(UTF_8), ("{\"peers\":" + peers + "}").getBytes(UTF_8));
  }
}
