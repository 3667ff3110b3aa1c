package io.weft.shell.verb;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.shell.text.Terminal;
import io.weft.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;

/** The verb against a real framework. */
class BundlesTest {

  @TempDir Path temporary;

  private Framework framework;
  private Bundle transport;
  private Mesh mesh;

  private record Answer(int exit, String out, String err) {}

  @BeforeEach
  void start() throws Exception {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    "org.osgi.framework.storage",
                    temporary.resolve("felix").toString(),
                    "weft.home",
                    temporary.toString(),
                    "weft.platform",
                    "linux-x86_64",
                    "felix.log.level",
                    "0"));
    framework.start();
    transport = install("io.weft.transport.tcp", "1.0.0", "");
    install("com.example.thing", "2.0.0", "");
    install("io.weft.fragment", "1.0.0", "Fragment-Host: com.example.thing");
    transport.start();
    transport
        .getBundleContext()
        .registerService(
            Transport.class,
            (Transport)
                Proxy.newProxyInstance(
                    Transport.class.getClassLoader(),
                    new Class<?>[] {Transport.class},
                    (proxy, method, arguments) -> null),
            FrameworkUtil.asDictionary(Map.of(Transport.SCHEMES, new String[] {"tcp", "tcps"})));
    mesh = new Mesh(framework.getBundleContext());
  }

  @AfterEach
  void stop() throws Exception {
    framework.stop();
    assertThat(framework.waitForStop(5000).getType()).isEqualTo(FrameworkEvent.STOPPED);
  }

  @Test
  void theListHasWhatEachProvides() {
    assertThat(run("bundles").out())
        .isEqualTo(
            """
            id  state      name                        version  provides
             0  active     org.apache.felix.framework  7.0.5
             1  active     io.weft.transport.tcp       1.0.0    transport tcp, tcps
             2  installed  com.example.thing           2.0.0
            """);
    assertThat(run("bundles", "--all").out()).contains(" 3  installed  io.weft.fragment");
    assertThat(run("bundles", "--json").out())
        .contains("\"fragment\": true", "\"provides\": [\n      \"transport tcp, tcps\"\n");
  }

  @Test
  void nativeFragmentsAreListedWithTheReasonAndWhatElseThereIs() throws Exception {
    String epoll = "Fragment-Host: com.example.thing;bundle-version=1";
    String code = "Bundle-NativeCode: lib.so;osname=Linux";
    Path repository = Files.createDirectories(temporary.resolve("repository"));
    for (String name :
        List.of("native.linux-x86_64", "native.linux-aarch_64", "native.osx-aarch_64")) {
      Files.move(jar(name, "1.0.0", epoll, code), repository.resolve(name + "-1.0.0.jar"));
    }
    Path foreign = jar("other.windows-x86_64", "1.0.0", "Fragment-Host: another.host", code);
    Files.move(foreign, repository.resolve("other.windows-x86_64-1.0.0.jar"));
    Files.writeString(repository.resolve("broken.osx-x86_64.jar"), "no jar");
    for (String name : List.of("native.linux-x86_64", "native.osx-aarch_64")) {
      framework
          .getBundleContext()
          .installBundle(repository.resolve(name + "-1.0.0.jar").toUri().toString());
    }

    assertThat(run("bundles").out())
        .contains(
            "native linux-x86_64: chosen because this machine is linux-x86_64;"
                + " there is also linux-aarch_64, osx-aarch_64\n",
            "native osx-aarch_64: not for this machine, which is linux-x86_64;"
                + " there is also linux-aarch_64, linux-x86_64\n")
        .doesNotContain("io.weft.fragment");
    assertThat(run("bundles", "--json").out().replaceAll("\\s", ""))
        .contains(
            "\"native\":{\"platform\":\"linux-x86_64\",\"machine\":\"linux-x86_64\","
                + "\"others\":[\"linux-aarch_64\",\"osx-aarch_64\"]}")
        .contains("\"native\":null");
  }

  @Test
  void whatATransportSaysOfItselfIsShown() throws Exception {
    Bundle rdma = install("io.weft.transport.rdma", "1.0.0", "");
    rdma.start();
    rdma.getBundleContext()
        .registerService(
            Runnable.class,
            () -> {},
            FrameworkUtil.asDictionary(Map.of(Transport.STATE, "unavailable: Java 17")));
    transport
        .getBundleContext()
        .registerService(
            Transport.class,
            (Transport)
                Proxy.newProxyInstance(
                    Transport.class.getClassLoader(),
                    new Class<?>[] {Transport.class},
                    (proxy, method, arguments) -> null),
            FrameworkUtil.asDictionary(
                Map.of(Transport.SCHEMES, new String[] {"rdma"}, Transport.STATE, "rdma(mlx5_0)")));

    assertThat(run("bundles").out())
        .contains(
            "transport rdma: rdma(mlx5_0), transport tcp, tcps\n", "  unavailable: Java 17\n");
    FakeMesh node = new FakeMesh();
    mesh.node = node.mesh.node;
    assertThat(run("info").out())
        .contains("io.weft.transport.rdma: unavailable: Java 17", "; rdma: rdma(mlx5_0)");
    assertThat(run("info", "--json").out().replaceAll("\\s", ""))
        .contains(
            "{\"schemes\":[\"rdma\"],\"state\":\"rdma(mlx5_0)\",\"bundle\":\"io.weft.transport.tcp\"}",
            "{\"schemes\":[],\"state\":\"unavailable:Java17\",\"bundle\":\"io.weft.transport.rdma\"}");
    assertThat(mesh.carriers())
        .extracting(Carrier::text)
        .containsExactlyInAnyOrder(
            "io.weft.transport.rdma: unavailable: Java 17", "tcp, tcps", "rdma: rdma(mlx5_0)");
  }

  @Test
  void aBundleIsFoundWithAndWithoutItsPrefixAndByNumber() {
    assertThat(run("bundles", "stop", "transport.tcp").out())
        .matches("io\\.weft\\.transport\\.tcp 1\\.0\\.0 is resolved in .*\n");
    assertThat(run("bundles", "start", "io.weft.transport.tcp").out())
        .startsWith("io.weft.transport.tcp 1.0.0 is active in ");
    assertThat(run("bundles", "stop", "1", "--json").out())
        .startsWith("{\n  \"action\": \"stop\",\n  \"id\": 1,\n")
        .contains("\"state\": \"resolved\"");
    assertThat(run("bundles", "stop", "nothing"))
        .isEqualTo(
            new Answer(
                4,
                "",
                "weft bundles: no bundle \"nothing\" is installed (weft bundles lists them)\n"));
  }

  @Test
  void updateTakesTheFileOrTheOldPlace() throws Exception {
    jar("io.weft.transport.tcp", "1.1.0", "");
    assertThat(run("bundles", "update", "transport.tcp").out())
        .startsWith("io.weft.transport.tcp 1.1.0 is active in ");

    Path other = temporary.resolve("other.jar");
    Files.move(jar("io.weft.transport.tcp", "1.2.0", ""), other);
    assertThat(run("bundles", "update", "transport.tcp", other.toString()).out())
        .startsWith("io.weft.transport.tcp 1.2.0 is active in ");

    Answer answer = run("bundles", "update", "transport.tcp");
    assertThat(answer.exit()).isEqualTo(1);
    assertThat(answer.err())
        .startsWith("weft bundles: io.weft.transport.tcp did not update: ")
        .hasLineCount(1);
    assertThat(transport.getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void aFileThatIsNotThereOrNoBundleIsToldAndNothingChanges() throws Exception {
    Path missing = temporary.resolve("missing.jar");
    assertThat(run("bundles", "update", "transport.tcp", missing.toString()))
        .isEqualTo(
            new Answer(
                1, "", "weft bundles: the file " + missing + " cannot be read by the node\n"));
    Path text = Files.writeString(temporary.resolve("text.jar"), "no jar");
    Answer answer = run("bundles", "update", "transport.tcp", text.toString());
    assertThat(answer.exit()).isEqualTo(1);
    assertThat(answer.err()).hasLineCount(1);
    assertThat(transport.getVersion()).hasToString("1.0.0");
  }

  @Test
  void uninstallAndInstall() throws Exception {
    assertThat(run("bundles", "uninstall", "transport.tcp").out())
        .startsWith("io.weft.transport.tcp 1.0.0 is uninstalled in ");
    Path jar = jar("io.weft.transport.tcp", "1.0.0", "");
    assertThat(run("bundles", "install", jar.toString()).out())
        .startsWith("io.weft.transport.tcp 1.0.0 is active in ");
  }

  @Test
  void whoStillUsesAnOldVersionIsRefreshedOnRequest() throws Exception {
    Bundle library = install("lib", "1.0.0", "Export-Package: lib;version=1.0.0");
    Bundle user = install("user", "1.0.0", "Import-Package: lib");
    user.start();
    jar("lib", "1.0.1", "Export-Package: lib;version=1.0.1");

    Answer answer = run("bundles", "update", "lib");

    assertThat(answer.err())
        .isEqualTo(
            "other bundles still use its old version; weft bundles refresh "
                + library.getBundleId()
                + " restarts them with the new one\n");
    assertThat(run("bundles", "refresh", "lib").out()).startsWith("lib 1.0.1 is resolved in ");
    assertThat(user.getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void whatEndsTheShellHappensAfterTheAnswer() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Terminal terminal = new Terminal(out, OutputStream.nullOutputStream(), 0, false);

    assertThat(Verbs.run(mesh, terminal, "stop")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("stopping\n");
    assertThat(framework.getState()).isEqualTo(Bundle.ACTIVE);
    terminal.afterwards().forEach(Runnable::run);
    assertThat(framework.waitForStop(5000).getType()).isEqualTo(FrameworkEvent.STOPPED);
  }

  @Test
  void wrongUseIsTold() {
    assertThat(run("bundles", "start").err())
        .isEqualTo("weft bundles: start what? weft bundles start NAME\n");
    assertThat(run("bundles", "stop", "transport.tcp", "x.jar").err())
        .isEqualTo("weft bundles: stop takes no FILE; only update does\n");
    assertThat(run("bundles", "restart", "x").err())
        .contains("'restart' is none of start, stop, update, uninstall, install, refresh");
  }

  private Answer run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = Verbs.run(mesh, new Terminal(out, err, 0, false), arguments);
    return new Answer(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Bundle install(String name, String version, String header) throws Exception {
    return framework
        .getBundleContext()
        .installBundle(jar(name, version, header).toUri().toString());
  }

  private Path jar(String name, String version, String... headers) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Bundle-ManifestVersion", "2");
    attributes.putValue("Bundle-SymbolicName", name);
    attributes.putValue("Bundle-Version", version);
    for (String header : headers) {
      int colon = header.indexOf(": ");
      if (colon > 0) {
        attributes.putValue(header.substring(0, colon), header.substring(colon + 2));
      }
    }
    Path file = temporary.resolve(name + ".jar");
    try (OutputStream bytes = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      jar.finish();
    }
    return file;
  }
}
