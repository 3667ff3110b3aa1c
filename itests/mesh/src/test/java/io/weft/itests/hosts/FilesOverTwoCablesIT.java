package io.weft.itests.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files between two hosts with two cables, of which one is cut in the middle and mended; with a
 * port for what is large, which is out of reach over the mended one.
 */
class FilesOverTwoCablesIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final int MIB = 1 << 20;

  /** Where nodes listen for what is large, unless they are told another port. */
  private static final int BULK_PORT = 7879;

  /** Addresses of the first cable and of the second, as {@link TwoHosts} gives them. */
  private static final String FIRST = "198.18.77.";

  private static final String SECOND = "198.18.78.";

  @TempDir Path folder;
  private TwoHosts hosts;
  private Site site;
  private Path received;
  private RunningNode left;
  private RunningNode right;

  @BeforeEach
  void twoHosts() throws IOException {
    String obstacle = TwoHosts.obstacle();
    assumeTrue(obstacle.isEmpty(), obstacle);
    site = new Site(folder);
    received = folder.resolve("received");
    Files.write(
        site.folder(site.data("right").resolve("conf")).resolve("io.weft.files.cfg"),
        List.of("receive_folder = " + received));
    hosts = TwoHosts.connected();
    hosts.plugTheSecondCable();
    hosts.limit("cable", "150mbit");
    hosts.limit("fast", "150mbit");
    List<String> options =
        List.of(
            "--feature",
            "files",
            "--set",
            "discovery_providers=multicast",
            "--set",
            "bulk_listen=tcp://0.0.0.0",
            "--set",
            "interface_kinds=cable=ethernet,fast=ethernet");
    left = site.startBy(hosts.onLeft(), "left", options);
    right = site.startBy(hosts.onRight(), "right", options);
    left.ready();
    right.ready();
    left.untilServiceOf(right, "weft/files");
    right.untilServiceOf(left, "weft/files");
    untilBothCables();
  }

  @AfterEach
  void nothingIsLeft() {
    if (hosts != null) {
      try {
        site.close();
      } finally {
        hosts.close();
      }
    }
  }

  private void untilBothCables() {
    right.until(
        "there are links over both cables",
        SOON,
        () -> {
          String links = right.ask("links", "left", "--json").json().toString();
          return links.contains(FIRST) && links.contains(SECOND);
        });
  }

  private void untilTheSecondIsGone() {
    right.until(
        "there are no links over the second cable",
        SOON,
        () ->
            List.of(left, right).stream()
                .noneMatch(node -> node.ask("links", "--json").out().contains(SECOND)));
  }

  private Path file(String name, int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    try {
      return Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String send(Path file) {
    Answer answer = left.ask("send", file.toString(), "right", "--no-wait");
    assertThat(answer.exit()).as(answer.toString()).isZero();
    return answer.out().strip();
  }

  private JsonNode transfer(String id) {
    for (JsonNode each : right.ask("transfers", "--json").json()) {
      if (each.path("id").asText().equals(id)) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }

  private void until(String id, int bytes) {
    right.until(
        bytes + " bytes are there", SOON, () -> transfer(id).path("bytesDone").asLong() >= bytes);
  }

  private void arrives(Path file, String id) throws IOException {
    right.until(
        file.getFileName() + " is there",
        SOON,
        () -> transfer(id).path("state").asText().equals("done"));
    assertThat(Files.mismatch(file, received.resolve(file.getFileName()))).isEqualTo(-1);
  }

  /** Bytes of a transfer over each of the cables, as the receiver tells them. */
  private List<Long> shares(String id) {
    long[] bytes = new long[2];
    for (Map.Entry<String, JsonNode> each : transfer(id).path("links").properties()) {
      bytes[each.getKey().contains(FIRST) ? 0 : 1] += each.getValue().asLong();
    }
    System.out.println("over the cables: " + bytes[0] + " and " + bytes[1] + " bytes");
    return List.of(bytes[0], bytes[1]);
  }

  /** Links for what is large are made when there is some; nobody promises how soon. */
  private void untilBothCarryWhatIsLarge(String name) {
    AtomicInteger sent = new AtomicInteger();
    right.until(
        "what is large goes over both cables",
        SOON,
        () -> {
          String id = send(file(name + "-before-" + sent.incrementAndGet(), 4 * MIB));
          right.until(
              "it is there", SOON, () -> transfer(id).path("state").asText().equals("done"));
          return shares(id).stream().allMatch(bytes -> bytes > 0);
        });
  }

  private Path arrivesOverBoth(String name) throws IOException {
    untilBothCarryWhatIsLarge(name);
    Path file = file(name, 24 * MIB);
    String id = send(file);
    arrives(file, id);
    assertThat(shares(id))
        .as("bytes over each cable; the links: %s", right.ask("links", "left", "--json").out())
        .allMatch(bytes -> bytes > 8 * MIB);
    return file;
  }

  /** Ports at which links over a cable came in, in the lane for what is large or in the others. */
  private Set<Integer> ports(String cable, boolean bulk) {
    Set<Integer> ports = new HashSet<>();
    for (RunningNode node : List.of(left, right)) {
      for (JsonNode link : node.ask("links", "--json").json()) {
        URI remote = URI.create(link.path("remote").asText());
        if (remote.getHost().startsWith(cable)
            && link.path("lane").asText().equals("bulk") == bulk
            && link.path("dialled").asBoolean()
            && link.path("usable").asBoolean()) {
          ports.add(remote.getPort());
        }
      }
    }
    return ports;
  }

  private void onlyWhatIsLargeTakesThePortForIt() {
    for (String cable : List.of(FIRST, SECOND)) {
      assertThat(ports(cable, true)).containsExactly(BULK_PORT);
      assertThat(ports(cable, false)).isNotEmpty().doesNotContain(BULK_PORT);
    }
  }

  /** The new one is numbered; what it shares with the old one does not go over the cables. */
  private void onlyWhatHasChangedIsSentAgain(Path file) throws IOException {
    try (RandomAccessFile to = new RandomAccessFile(file.toFile(), "rw")) {
      to.seek(5 * MIB + 9);
      to.write(new byte[MIB]);
    }
    String id = send(file);
    right.until("it is there", SOON, () -> transfer(id).path("state").asText().equals("done"));
    assertThat(Files.mismatch(file, received.resolve(file.getFileName() + " (2)"))).isEqualTo(-1);
    assertThat(shares(id).stream().mapToLong(Long::longValue).sum()).isLessThan(3 * MIB);
  }

  @Test
  void aFileTakesBothAndGoesOnWhenOneIsCutAndTheOneThatIsMendedIsTakenInAgain() throws Exception {
    arrivesOverBoth("first");
    onlyWhatIsLargeTakesThePortForIt();

    Path second = file("second", 40 * MIB);
    String id = send(second);
    until(id, 8 * MIB);
    hosts.cutTheSecondCable();
    until(id, 20 * MIB);
    hosts.mendTheSecondCable();
    arrives(second, id);
    assertThat(transfer(id).path("remark").asText()).startsWith("as ");

    untilBothCables();
    onlyWhatHasChangedIsSentAgain(arrivesOverBoth("third"));

    hosts.cutTheSecondCable();
    hosts.forbidOverTheSecondCable(BULK_PORT);
    untilTheSecondIsGone(); // a link that lasts would be found out late: it still hears
    hosts.mendTheSecondCable();
    untilBothCables();
    arrivesOverBoth("fourth");
    assertThat(ports(FIRST, true)).containsExactly(BULK_PORT);
    assertThat(ports(SECOND, true)).isNotEmpty().doesNotContain(BULK_PORT);
    assertThat(Answer.traces(left.log() + right.log())).isEmpty();
  }
}
