package io.weft.discovery.registry;

import static io.weft.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.weft.discovery.Availability;
import io.weft.discovery.Self;
import io.weft.discovery.Sighting;
import io.weft.node.NodeRecord;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.ManualClock;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.Steadily;
import io.weft.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX) // where the system tells of changes at once
class FilesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann");
  private final FixedSelf bob = network.node("bob");
  private Provider provider;

  @AfterEach
  void close() {
    if (provider != null) {
      provider.close();
    }
  }

  private void read(Path... locations) {
    provider =
        new Provider(
            network,
            ann,
            Provider.reading(
                Provider.NEVER,
                Arrays.stream(locations).map(Path::toString).toArray(String[]::new)),
            Clock.systemUTC());
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private String trouble(Object place) {
    return provider.sees.troubles().getOrDefault(place.toString(), "");
  }

  private List<URI> addressesSeen() {
    return provider.sees.sightings().stream()
        .filter(Sighting.Address.class::isInstance)
        .map(each -> ((Sighting.Address) each).address())
        .toList();
  }

  @Test
  void placeOfASightingIsFileLineAndColumn() throws IOException {
    Path file = write("peers.json", "[\n  " + Provider.textOf(bob) + "]");
    read(file);
    until("bob is seen", PATIENCE, () -> provider.sees.sees(bob));
    assertThat(provider.sees.sightings().get(0).place()).contains(file + ":2:3");
  }

  @Test
  void fileThatIsNotThereIsSaidAndReadAsSoonAsItIs() throws IOException {
    Path file = folder.resolve("bob.json");
    read(file);
    until("it is said", PATIENCE, () -> trouble(file).contains("it is not there"));
    Files.write(file, Provider.fileOf(bob));
    until("bob is seen", PATIENCE, () -> provider.sees.sees(bob));
    until("it is over", PATIENCE, () -> provider.sees.troubles().isEmpty());
  }

  @Test
  void editedFileIsBrokenThenMended() throws IOException {
    Path file = write("bob.json", Provider.textOf(bob));
    read(file);
    until("bob is seen", PATIENCE, () -> provider.sees.sees(bob));
    Files.writeString(file, Provider.textOf(bob).replace("\"name\" :", "\"name\""));
    until(
        "the mistake is told by line and column",
        PATIENCE,
        () -> trouble(file + ":4:10").contains("bad JSON"));
    assertThat(provider.sees.sees(bob)).as("what was read before still counts").isTrue();
    bob.roles("gpu");
    Files.write(file, Provider.fileOf(bob));
    until("the new record is seen", PATIENCE, () -> provider.sees.seesNewestOf(bob));
    until("nothing is wrong any more", PATIENCE, () -> provider.sees.troubles().isEmpty());
  }

  @Test
  void fileThatIsBeingWrittenIsNotCalledBroken() throws IOException {
    byte[] whole = Provider.fileOf(bob);
    Path file = folder.resolve("bob.json");
    Files.write(file, Arrays.copyOf(whole, 100));
    read(file);
    for (int from = 100; from < whole.length; from += 100) {
      byte[] more = Arrays.copyOfRange(whole, from, Math.min(from + 100, whole.length));
      Steadily.holds(
          "nothing is said", Duration.ofMillis(20), () -> provider.sees.troubles().isEmpty());
      Files.write(file, more, StandardOpenOption.APPEND);
    }
    until("bob is seen", PATIENCE, () -> provider.sees.sees(bob));
    assertThat(provider.sees.troubles()).isEmpty();
  }

  @Test
  void fileThatIsReplacedByRemovingItFirstIsNoGoodbye() throws IOException {
    Path file = write("bob.json", Provider.textOf(bob));
    read(folder);
    until("bob is seen", PATIENCE, () -> provider.sees.sees(bob));
    bob.roles("gpu");
    Files.delete(file);
    Files.write(file, Provider.fileOf(bob));
    until("the new record is seen", PATIENCE, () -> provider.sees.seesNewestOf(bob));
    assertThat(provider.sees.goneIs(bob)).isFalse();
  }

  @Test
  void fileThatVanishesAndEntryThatIsTakenOutAreGone() throws IOException {
    FixedSelf eve = network.node("eve");
    Path file = write("bob.json", Provider.textOf(bob));
    Path peers = write("peers.json", "[" + Provider.textOf(eve) + "," + Provider.textOf(bob) + "]");
    read(folder);
    until("both are seen", PATIENCE, () -> provider.sees.sees(bob) && provider.sees.sees(eve));
    Files.writeString(peers, "[" + Provider.textOf(bob) + "]");
    until("eve is gone", PATIENCE, () -> provider.sees.goneIs(eve));
    Files.delete(peers);
    Steadily.holds("bob is in a file still", Duration.ofMillis(300), () -> provider.sees.sees(bob));
    Files.delete(file);
    until("bob is gone", PATIENCE, () -> provider.sees.goneIs(bob));
  }

  @Test
  void olderRecordElsewhereDoesNotReplaceTheNewerOneNorFlap() throws IOException {
    Path older = write("a-older.json", Provider.textOf(bob));
    bob.roles("gpu");
    write("newer.json", Provider.textOf(bob));
    write("z-older.json", Files.readString(older));
    read(folder);
    until("bob is seen", PATIENCE, () -> provider.sees.seesNewestOf(bob));
    int before = provider.sees.sightings().size();
    Files.writeString(older, Files.readString(older) + "\n");
    Steadily.holds(
        "nothing is reported again",
        Duration.ofMillis(300),
        () -> provider.sees.sightings().size() == before && provider.sees.seesNewestOf(bob));
  }

  @Test
  void changedFileIsRefusedBeforeItIsReported() throws IOException {
    Path file =
        write("bob.json", Provider.textOf(bob).replace("\"name\" : \"bob\"", "\"name\" : \"eve\""));
    write("good.json", Provider.textOf(network.node("good")));
    read(folder);
    until("it is said", PATIENCE, () -> trouble(file + ":1:1").contains("name says \"eve\""));
    until("the other one is seen", PATIENCE, () -> provider.sees.sightings().size() == 1);
    assertThat(provider.sees.sees(bob)).isFalse();
  }

  @Test
  void whatWasWrongIsNotCalledInOrderBecauseTheFileIsBrokenNow() throws IOException {
    Path file = write("bob.json", Provider.textOf(bob).replace("\"bob\"", "\"eve\""));
    read(file);
    until("it is said", PATIENCE, () -> !trouble(file + ":1:1").isEmpty());
    Files.writeString(file, "{");
    until("it is said", PATIENCE, () -> !trouble(file + ":1:2").isEmpty());
    assertThat(trouble(file + ":1:1")).isNotEmpty();
    Files.writeString(file, "{ ");
    until("it is said", PATIENCE, () -> !trouble(file + ":1:3").isEmpty());
    assertThat(provider.sees.troubles()).hasSize(2);
    Files.write(file, Provider.fileOf(bob));
    until("all is over", PATIENCE, () -> provider.sees.troubles().isEmpty());
  }

  @Test
  void recordThatIsNotBelievedIsLeftToTheNodeToTell() throws IOException {
    FixedSelf stranger = new TestNetwork("red").node("stranger");
    Path file = write("stranger.json", Provider.textOf(stranger));
    read(file);
    until("the node is asked", PATIENCE, () -> provider.sees.rejected() == 1);
    assertThat(provider.sees.sightings().get(0).place()).contains(file + ":1:1");
    assertThat(provider.sees.troubles()).isEmpty();
    Files.write(file, Provider.fileOf(bob));
    until("bob is seen", PATIENCE, () -> provider.sees.sees(bob));
  }

  @Test
  void ownEntryAndOwnAddressesArePassedOver() throws IOException {
    write("ann.json", Provider.textOf(ann));
    write(
        "peers.json",
        "[{\"address\":\"127.0.0.1:7001\"},{\"address\":\"10.0.0.7:1\",\"node_id\":\""
            + ann.id()
            + "\"},{\"address\":\"10.0.0.8:1\"}]");
    read(folder);
    until("the other address is seen", PATIENCE, () -> !addressesSeen().isEmpty());
    assertThat(addressesSeen()).containsExactly(URI.create("tcp://10.0.0.8:1"));
    assertThat(provider.sees.reports()).isEqualTo(1);
  }

  @Test
  void recordOfOursThatWeHaveNotSignedIsLeftToTheNode() throws IOException {
    NodeRecord before = ann.record();
    byte[] signedBefore = ann.signedRecord();
    write("older.json", Provider.textOf(ann));
    write("twin.json", Provider.textOf(ann.roles("gpu")));
    RecordingSink sees = network.sink();
    RegistryDiscovery reading =
        new RegistryDiscovery(
            Provider.reading(Provider.NEVER, folder.toString()),
            new KnownRecords(network),
            null,
            Clock.systemUTC());
    reading.start(new Then(before, signedBefore), sees);
    try {
      until("the node is told", PATIENCE, () -> sees.sightings().size() == 1);
      assertThat(sees.sightings().get(0).place()).contains(folder.resolve("twin.json") + ":1:1");
    } finally {
      reading.close();
    }
  }

  /** A node that has not heard of its newest record. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Then(NodeRecord record, byte[] signedRecord) implements Self {
    @Override
    public Availability availability() {
      return new Availability(0, 0);
    }

    @Override
    public boolean wantsPeers() {
      return true;
    }

    @Override
    public Optional<InetAddress> bindAddress() {
      return Optional.empty();
    }
  }

  @Test
  void oneBadFileStopsNoOther() throws IOException {
    write("a.json", "{");
    write("b.json", "[{\"address\": 7}, {\"address\": \"10.0.0.7:1\"}]");
    Path loop = folder.resolve("loop.json");
    Files.createSymbolicLink(loop, loop);
    Path there = folder.resolve("there.json");
    Path back = folder.resolve("back.json");
    Files.createSymbolicLink(there, back);
    Files.createSymbolicLink(back, there);
    Files.createSymbolicLink(folder.resolve("up.json"), folder);
    Files.createSymbolicLink(folder.resolve("zero.json"), Path.of("/dev/zero"));
    Files.write(folder.resolve("huge.json"), new byte[300 * 1024]);
    write("bob.json", Provider.textOf(bob));
    read(folder, folder.resolve("not-there"));
    until(
        "bob is seen, all else is said",
        PATIENCE,
        () -> provider.sees.sees(bob) && provider.sees.troubles().size() == 9);
    assertThat(trouble(folder.resolve("a.json") + ":1:2")).contains("Unexpected end-of-input");
    assertThat(trouble(folder.resolve("b.json") + ":1:14")).contains("address is a text");
    assertThat(trouble(loop)).contains("leads to itself");
    assertThat(trouble(there)).contains("leads to itself");
    assertThat(trouble(folder.resolve("up.json"))).isEqualTo("it is not a regular file");
    assertThat(trouble(folder.resolve("zero.json"))).isEqualTo("it is not a regular file");
    assertThat(trouble(folder.resolve("huge.json")))
        .startsWith("it has 307200 bytes (limit 262144)");
    assertThat(addressesSeen()).containsExactly(URI.create("tcp://10.0.0.7:1"));
  }

  @Test
  void pipeIsNotWaitedFor() throws Exception {
    Path pipe = folder.resolve("a.json");
    assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    write("bob.json", Provider.textOf(bob));
    read(folder);
    until("bob is seen", PATIENCE, () -> provider.sees.sees(bob));
    until("it is said", PATIENCE, () -> trouble(pipe).contains("not a regular file"));
  }

  @Test
  void fileWithoutPermissionIsSaid() throws IOException {
    Path file = write("bob.json", Provider.textOf(bob));
    Files.setPosixFilePermissions(file, Set.of());
    assumeThat(Files.isReadable(file)).as("root may read everything").isFalse();
    read(file);
    until("it is said", PATIENCE, () -> trouble(file).contains("change its permissions"));
  }

  @Test
  void moreFilesThanAreReadAreSaidOnce() throws IOException {
    for (int i = 0; i < Folder.MAX_FILES + 5; i++) {
      write(i + ".json", "[]");
    }
    write("notes.txt", "no registry file");
    write(".hidden.json", "{");
    read(folder);
    until("it is said", PATIENCE, () -> trouble(folder).contains("it has more than 10000 files"));
    Files.writeString(folder.resolve("0.json"), Provider.textOf(bob));
    until(
        "those that are read are read again", PATIENCE, () -> provider.sees.troubles().size() == 1);
  }

  @Test
  void peersFileOfTheDataFolderIsReadIfItIsThere() throws IOException {
    provider =
        new Provider(
            network,
            ann,
            new RegistryDiscovery.Settings(
                List.of(),
                Optional.of(folder),
                Optional.empty(),
                Provider.NEVER,
                PATIENCE,
                PATIENCE,
                100_000,
                Set.of()),
            Clock.systemUTC());
    until("it has looked", PATIENCE, () -> provider.sees.nextLook().isPresent());
    assertThat(folder.resolve("node-registry.json")).hasBinaryContent(Provider.fileOf(ann));
    Steadily.holds(
        "nothing is missed", Duration.ofMillis(200), () -> provider.sees.troubles().isEmpty());
    write("discovery-peers.json", "{\"peers\": [" + Provider.textOf(bob) + "]}");
    until("bob is seen", PATIENCE, () -> provider.sees.sees(bob));
    ann.roles("gpu");
    provider.provider.refresh();
    assertThat(folder.resolve("node-registry.json")).hasBinaryContent(Provider.fileOf(ann));
    provider.close();
    assertThat(folder.resolve("node-registry.json")).exists();
  }

  @Test
  void directoryToPublishInThatIsMissingIsSaidAndUsedWhenItIsThere() throws IOException {
    Path share = folder.resolve("share");
    ManualClock clock = new ManualClock(Instant.now());
    RegistryDiscovery.Settings settings = Provider.meetingIn(share);
    provider =
        new Provider(
            network,
            ann,
            new RegistryDiscovery.Settings(
                settings.locations(),
                Optional.empty(),
                settings.publish(),
                Duration.ofMillis(200),
                PATIENCE,
                PATIENCE,
                100_000,
                Set.of()),
            clock);
    Path file = share.resolve(ann.id() + ".json");
    assertThat(trouble(file)).endsWith(share + " is not there: make or mount it");
    Files.createDirectory(share);
    until(
        "it is written",
        PATIENCE,
        () -> {
          clock.advance(Duration.ofMillis(100));
          return Files.exists(file) && trouble(file).isEmpty();
        });
    provider.close();
    assertThat(file).doesNotExist();
  }

  @Test
  void unchangedEntriesAreReportedAgainBeforeTheirLeaseEnds() throws IOException {
    write("bob.json", Provider.textOf(bob));
    write("peers.json", "[{\"address\":\"10.0.0.7:1\"}]");
    ManualClock clock = new ManualClock(Instant.now());
    provider =
        new Provider(
            network, ann, Provider.reading(Duration.ofMillis(100), folder.toString()), clock);
    until("both are seen", PATIENCE, () -> provider.sees.sightings().size() == 2);
    assertThat(provider.sees.validities()).allMatch(v -> v.compareTo(Duration.ofMillis(100)) > 0);
    clock.advance(Duration.ofMillis(150));
    until("both are seen again", PATIENCE, () -> provider.sees.sightings().size() == 4);
    clock.advance(Duration.ofHours(2));
    int before = provider.sees.sightings().size();
    until("expired", PATIENCE, () -> provider.sees.sightings().size() > before);
    assertThat(provider.sees.goneIs(bob)).as("its lease ends by itself").isFalse();
  }
}
