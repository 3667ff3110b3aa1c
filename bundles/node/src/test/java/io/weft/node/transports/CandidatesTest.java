package io.weft.node.transports;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.identity.TrialNetwork;
import io.weft.netif.InterfaceDetector;
import io.weft.netif.InterfaceKind;
import io.weft.netif.NetInterface;
import io.weft.node.session.Medium;
import io.weft.testkit.MemoryHub;
import io.weft.testkit.MemoryTransport;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CandidatesTest {
  private final Interfaces interfaces = new Interfaces(Map::of, () -> {});
  @TempDir Path folder;
  private TrialNetwork trial;
  private Transports transports;
  private Candidates candidates;

  @BeforeEach
  void transports() {
    trial = new TrialNetwork(folder);
    transports =
        new Transports(
            () -> new ListenSettings("127.0.0.1", 0, List.of(), List.of(), Path.of("/tmp")),
            installed -> null);
    add("tcp", 100);
    add("unix", 60);
    candidates = new Candidates(transports, interfaces);
  }

  private void add(String scheme, int costPercent) {
    MemoryTransport any = new MemoryTransport(trial.member("a"), new MemoryHub());
    transports.add(any, List.of(scheme), scheme + "://{bind}:{port}", costPercent);
  }

  private List<String> of(boolean near, boolean far, String... addresses) {
    List<URI> all = new ArrayList<>();
    for (String address : addresses) {
      all.add(URI.create(address));
    }
    return candidates.of(all, near, far).stream().map(each -> each.address().toString()).toList();
  }

  @Test
  void withinTheMachineTheCheapestTransportComesFirstAndLoopbackBeforeOtherAddresses() {
    assertThat(
            of(true, false, "tcp://10.0.0.7:7001", "tcp://127.0.0.1:7001", "unix:/run/weft.sock"))
        .containsExactly("unix:/run/weft.sock", "tcp://127.0.0.1:7001", "tcp://10.0.0.7:7001");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unix:/run/weft.sock",
        "tcp://127.0.0.2:7001",
        "tcp://[::1]:7001",
        "tcp://[::ffff:127.0.0.1]:7001",
        "tcp://0.0.0.0:7001",
        "tcp://[::]:7001",
        "tcp://localhost:7001"
      })
  void whatLeadsBackToThisMachineIsNotDialledToReachAnother(String address) {
    assertThat(of(false, true, address, "tcp://10.0.0.7:7001"))
        .containsExactly("tcp://10.0.0.7:7001");
  }

  @Test
  void schemesThatNobodyServesAndOddAddressesAreLeft() {
    assertThat(
            of(false, true, "rdma://10.0.0.7:1", "mailto:a@b", "//nothing", "tcp://[fe80::1]:7001"))
        .containsExactly("tcp://[fe80::1]:7001");
  }

  @Test
  void aThousandAddressesAreBounded() {
    String[] many = new String[1000];
    for (int i = 0; i < many.length; i++) {
      many[i] = "tcp://10.1." + i / 250 + "." + i % 250 + ":7001";
    }
    assertThat(of(false, true, many)).hasSize(48);
  }

  @Test
  void aGoodAddressBehindAThousandThatNobodyServesIsFound() {
    String[] many = new String[1001];
    for (int i = 0; i < 1000; i++) {
      many[i] = "scheme" + i + "://10.0.0.7:7001";
    }
    many[1000] = "tcp://10.0.0.7:7001";

    assertThat(of(false, true, many)).containsExactly("tcp://10.0.0.7:7001");
  }

  @Test
  void anAddressThatIsThereAThousandTimesIsDialledOnce() {
    String[] many = new String[1000];
    Arrays.fill(many, "tcp://10.0.0.7:7001");

    assertThat(of(false, true, many)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://[fe80::1]:7001",
        "tcp://[fe80::1%25nosuch0]:7001",
        "tcp://[fe80::1%nosuch0]:7001",
        "tcp://[fe80::1%254294967296]:7001",
        "tcp://[2001:db8::7]:7001",
        "tcp://999.1.1.1:7001",
        "tcp://1.2.3:7001"
      })
  void addressesWithOddHostsAndScopesAreLeftToTheTransportAndHarmNothing(String address) {
    assertThat(of(false, true, address, "tcp://10.0.0.7:7001"))
        .containsExactlyInAnyOrder(address, "tcp://10.0.0.7:7001");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cafe.de", "dead.beef", "abc", "1.2.3", "ff"})
  void namesOfHexadecimalDigitsAreNotLookedUp(String name) {
    assertThat(Interfaces.isLiteral(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.7", "[::1]", "[fe80::1%eth0]"})
  void addressesAreKnownFromNames(String address) {
    assertThat(Interfaces.isLiteral(address)).isTrue();
  }

  /** Where a link for large things goes beside a way to this address. */
  private List<String> bulkBeside(String way, String... bulkAddresses) {
    Candidate ordinary = candidates.of(List.of(URI.create(way)), true, true).get(0);
    List<URI> bulk = Arrays.stream(bulkAddresses).map(URI::create).toList();
    return Candidates.to(bulk, ordinary).stream()
        .peek(own -> assertThat(own.path()).isEqualTo(ordinary.path()))
        .map(own -> own.address().toString())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://10.0.0.7:7001, tcp://10.0.0.7:7879, tcp://10.0.0.7:7879",
    "tcp://10.0.0.7:7001, tcp://0.0.0.0:7879, tcp://10.0.0.7:7879",
    "tcp://10.0.0.7:7001, tcp://[::]:7879, tcp://10.0.0.7:7879",
    "tcp://host.example:7001, tcp://0.0.0.0:7879, tcp://host.example:7879",
    "tcp://[2001:db8::7]:7001, tcp://[2001:db8:0:0:0:0:0:7]:7879, tcp://[2001:db8::7]:7879",
    "tcp://[2001:db8::7]:7001, tcp://[::]:7879, tcp://[2001:db8::7]:7879",
  })
  void aPortForLargeThingsIsThatOfTheSameHostOrOfAny(String way, String bulk, String expected) {
    assertThat(bulkBeside(way, "unix:/run/bulk", "quic://0.0.0.0:1", bulk))
        .containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://10.0.0.8:7879",
        "tcp://host.example:7879",
        "tcp://0.0.0.0:0",
        "tcp://0.0.0.0",
        "quic://0.0.0.0:7879",
        "unix:/run/bulk",
        "mailto:a@b"
      })
  void whatIsOfAnotherHostOrTransportOrHasNoPortIsNotDialled(String bulk) {
    assertThat(bulkBeside("tcp://10.0.0.7:7001", bulk)).isEmpty();
    assertThat(bulkBeside("unix:/run/weft.sock", bulk)).isEmpty();
  }

  @Test
  void anAddressOnTheNetworkOfAnInterfaceIsDialledFromThere() throws Exception {
    Interfaces.Local local =
        new Interfaces.Local(
            InetAddress.getByName("10.1.2.3"),
            20,
            new Medium(InterfaceKind.ETHERNET, "eth0", 1000));

    assertThat(local.reaches(InetAddress.getByName("10.1.15.250"))).isTrue();
    assertThat(local.reaches(InetAddress.getByName("10.1.16.1"))).isFalse();
    assertThat(local.reaches(InetAddress.getByName("fe80::1"))).isFalse();
  }

  @Test
  void aKindThatIsSetReplacesWhatTheDetectorSays() {
    Interfaces set = new Interfaces(() -> Map.of("bond0", InterfaceKind.THUNDERBOLT), () -> {});
    set.add(
        new Fixed(
            List.of(nic("eth0", InterfaceKind.ETHERNET), nic("bond0", InterfaceKind.VIRTUAL))),
        1);

    assertThat(set.now()).extracting(NetInterface::name).containsExactly("bond0", "eth0");
  }

  private static NetInterface nic(String name, InterfaceKind kind) {
    return new NetInterface(name, 1, kind, OptionalLong.empty(), 1500, List.of(), true, false);
  }

  private record Fixed(List<NetInterface> interfaces) implements InterfaceDetector {
    @Override
    public boolean usable() {
      return true;
    }

    @Override
    public Watch watch(Runnable onChange) {
      return () -> {};
    }
  }
}
