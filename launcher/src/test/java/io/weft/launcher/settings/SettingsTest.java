package io.weft.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.launcher.TinyBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final String NETWORK =
      """
      <OCD id="n">
        <AD id="name" type="String" max="8" required="false"/>
        <AD id="port" type="Integer" min="0" max="65535"/>
        <AD id="bind.address" type="String"/>
        <AD id="roles" type="String" cardinality="2147483647"/>
        <AD id="open" type="Boolean"/>
        <AD id="tls_password" type="Password" max="3"/>
        <AD id="mode" type="String"><Option label="a" value="fast"/><Option label="b" value="safe"/></AD>
      </OCD>
      <Designate pid="io.weft.network"><Object ocdref="n"/></Designate>""";
  private static final String MDNS =
      """
      <OCD id="m"><AD id="query.period.s" type="Long" min="1"/><AD id="weight" type="Double" max="1.5"/></OCD>
      <Designate pid="io.weft.discovery.mdns"><Object ocdref="m"/></Designate>
      <OCD id="f"><AD id="url" type="String" cardinality="-2"/></OCD>
      <Designate factoryPid="com.acme.target"><Object ocdref="f"/></Designate>""";
  private static final String MULTICAST =
      """
      <OCD id="u"><AD id="port" type="Integer" min="1" max="65535"/></OCD>
      <Designate pid="io.weft.discovery.multicast"><Object ocdref="u"/></Designate>
      <OCD id="r"><AD id="locations" type="String" cardinality="2147483647"/></OCD>
      <Designate pid="io.weft.discovery.registry"><Object ocdref="r"/></Designate>
      <OCD id="s"><AD id="socket_path" type="String"/></OCD>
      <Designate pid="io.weft.transport.unix"><Object ocdref="s"/></Designate>""";

  @TempDir Path folder;
  private Catalog catalog;

  @BeforeEach
  void catalog() throws Exception {
    Path node = TinyBundle.named("node").metatype(NETWORK).write(folder.resolve("node.jar"));
    Path mdns = TinyBundle.named("mdns").metatype(MDNS).write(folder.resolve("mdns.jar"));
    Path other = TinyBundle.named("cast").metatype(MULTICAST).write(folder.resolve("cast.jar"));
    catalog = new Catalog(() -> List.of(node, mdns, other));
    catalog.add(List.of(node, mdns));
  }

  private Path write(String file, String text) throws Exception {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private Settings read(Map<String, String> environment, String... flags) {
    return Settings.read(
        new Settings.Sources(
            List.of(folder.resolve("home"), folder.resolve("data")),
            environment,
            List.of(flags),
            List.of()),
        catalog);
  }

  @Test
  void laterSourcesWin() throws Exception {
    write("home/io.weft.network.cfg", "# first\nname = home\nport = 1\nopen=true\n");
    write("data/io.weft.network.cfg", "port = 2\nroles = a , b,c\nbind_address = ::1\n");
    Settings settings =
        read(
            Map.of("NODE_NAME", "env", "WEFT_PORT", "3", "WEFT_DATA", "/x", "WEFT_MODE", ""),
            "port=4",
            "mode=safe");
    assertThat(settings.problems()).isEmpty();
    assertThat(settings.values().get("io.weft.network"))
        .containsEntry("name", "env")
        .containsEntry("port", 4)
        .containsEntry("open", true)
        .containsEntry("bind.address", "::1")
        .containsEntry("mode", "safe")
        .containsEntry("roles", new String[] {"a", "b", "c"});
  }

  @Test
  void bundlesAreNamedInVariablesFlagsAndFiles() throws Exception {
    write("data/com.acme.target~one.cfg", "url = x, y");
    Settings settings =
        read(
            Map.of(
                "WEFT_DISCOVERY_MDNS_QUERY_PERIOD_S", "10",
                "WEFT_BIND_ADDRESS", "127.0.0.1",
                "WEFT_SOCKET_PATH", "/run/weft.sock",
                "DISCOVERY_PORT", "5000"),
            "discovery.mdns.weight=0.5");
    assertThat(settings.problems()).isEmpty();
    assertThat(settings.values())
        .containsEntry(
            "io.weft.discovery.mdns", Map.<String, Object>of("query.period.s", 10L, "weight", 0.5))
        .containsEntry("io.weft.discovery.multicast", Map.<String, Object>of("port", 5000))
        .containsEntry(
            "io.weft.transport.unix", Map.<String, Object>of("socket_path", "/run/weft.sock"))
        .containsEntry("com.acme.target~one", Map.<String, Object>of("url", List.of("x", "y")))
        .containsEntry("io.weft.network", Map.<String, Object>of("bind.address", "127.0.0.1"));
  }

  @Test
  void whatIsJoinedComesBesideWhatIsSet() throws Exception {
    write("data/io.weft.discovery.registry.cfg", "locations = /a");
    Settings.Sources sources =
        new Settings.Sources(
            List.of(folder.resolve("data")),
            Map.of("WEFT_NODE_REGISTRIES", "/b, https://c/d"),
            List.of(),
            List.of(
                Assignment.adding("io.weft.discovery.registry", "locations", "/e,f", "--join"),
                Assignment.adding("io.weft.discovery.registry", "locations", "/g", "--join")));
    Settings settings = Settings.read(sources, catalog);
    assertThat(settings.problems()).isEmpty();
    assertThat(settings.values().get("io.weft.discovery.registry"))
        .containsEntry("locations", new String[] {"/b", "https://c/d", "/e,f", "/g"});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prot = 1|:1: io.weft.network has no setting prot; did you mean port?",
        "zzzzzz = 1|:1: io.weft.network has no setting zzzzzz",
        "port = 65536|:1: port = 65536: must be from 0 to 65535",
        "port = -1|:1: port = -1: must be from 0 to 65535",
        "port = x|:1: port = x: must be a whole number from 0 to 65535",
        "port = 99999999999999999999|:1: port = 99999999999999999999: must be a whole number from 0 to 65535",
        "open = yes|:1: open = yes: must be true or false",
        "mode = slow|:1: mode = slow: must be one of fast, safe",
        "name = much too long|:1: name = much too long: must be a text of at most 8 characters",
        "tls_password = secret|:1: tls_password = ...: must be a text of at most 3 characters",
        "what is this|:1: expected key = value, but there is \"what is this\"",
        "= 3|:1: expected key = value, but there is \"= 3\"",
      })
  void mistakesInFilesAreShownByLine(String line, String message) throws Exception {
    Path file = write("data/io.weft.network.cfg", line + "\n");
    assertThat(read(Map.of()).problems()).containsExactly(file + message);
  }

  @Test
  void allMistakesAreToldAtOnce() throws Exception {
    Path network = write("data/io.weft.network.cfg", "\nport = 1\n\nport = 2\n");
    Path unknown = write("data/io.weft.netwrok.cfg", "a = 1\n");
    Path factory = write("data/io.weft.network~x.cfg", "port = 1\n");
    Files.write(folder.resolve("data/io.weft.discovery.mdns.cfg"), new byte[] {(byte) 0xff});
    Settings settings =
        read(Map.of("WEFT_BIND_ADRESS", "x", "WEFT_PORT", "many"), "disco.mdns.x=1", "port", "x=1");
    assertThat(settings.problems())
        .containsExactlyInAnyOrder(
            network + ":4: port is already set in line 2",
            unknown
                + ":1: nothing in this node has settings named io.weft.netwrok;"
                + " did you mean io.weft.network?",
            factory
                + ":1: nothing in this node has settings named io.weft.network~x;"
                + " did you mean io.weft.network?",
            folder.resolve("data/io.weft.discovery.mdns.cfg") + ": is not UTF-8 text",
            "WEFT_BIND_ADRESS: no setting has this environment variable;"
                + " did you mean WEFT_BIND_ADDRESS?",
            "WEFT_PORT: port = many: must be a whole number from 0 to 65535",
            "--set disco.mdns.x: nothing in this node has settings named io.weft.disco.mdns;"
                + " did you mean io.weft.discovery.mdns?",
            "--set port: expected --set key=value",
            "--set x: io.weft.network has no setting x");
  }

  @Test
  void limitsWithoutAnEndSaySo() {
    Settings settings =
        read(Map.of(), "discovery.mdns.query_period_s=0", "discovery.mdns.weight=2");
    assertThat(settings.problems())
        .containsExactly(
            "--set discovery.mdns.query_period_s: query_period_s = 0: must be at least 1",
            "--set discovery.mdns.weight: weight = 2: must be at most 1.5");
  }
}
