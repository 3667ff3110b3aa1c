package io.weft.discovery.registry;

import static io.weft.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.TestNetwork;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path folder;
  private static KeyStore keys;
  private static HttpsServer server;

  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann");
  private final FixedSelf bob = network.node("bob");
  private @Nullable Provider provider;

  @BeforeAll
  static void serve() throws Exception {
    Path file = folder.resolve("keys.p12");
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=registry",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said =
        new String(made.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(made.waitFor()).as(said).isZero();
    keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(factory.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @AfterEach
  void close() {
    if (provider != null) {
      provider.close();
    }
  }

  private String serve(String path) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            byte[] file = Provider.fileOf(bob);
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file);
          }
        });
    return "https://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private Provider read(@Nullable KeyStore roots, Set<String> pins, String url) {
    RegistryDiscovery.Settings usual = Provider.reading(Provider.NEVER, url);
    provider =
        new Provider(
            network,
            ann,
            new RegistryDiscovery.Settings(
                usual.locations(),
                Optional.empty(),
                Optional.empty(),
                usual.refresh(),
                PATIENCE,
                PATIENCE,
                usual.maxBytes(),
                pins),
            Clock.systemUTC(),
            roots);
    return provider;
  }

  private static KeyStore trusted() throws Exception {
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    roots.setCertificateEntry("server", keys.getCertificate("server"));
    return roots;
  }

  @Test
  void certificateThatNobodyHasIssuedIsRefused() {
    String url = serve("/untrusted");
    Provider reading = read(null, Set.of(), url);
    until("it is said", PATIENCE, () -> reading.sees.troubles().containsKey(url));
    assertThat(reading.sees.troubles().get(url)).startsWith("its certificate is not trusted: ");
    assertThat(reading.sees.sees(bob)).isFalse();
  }

  @Test
  void certificateThatIsTrustedIsEnoughWithoutPins() throws Exception {
    Provider reading = read(trusted(), Set.of(), serve("/trusted"));
    until("bob is seen", PATIENCE, () -> reading.sees.sees(bob));
  }

  @Test
  void certificateOfAnotherHostIsRefused() throws Exception {
    String url = serve("/named").replace("127.0.0.1", "localhost");
    Provider reading = read(trusted(), Set.of(), url);
    until("it is said", PATIENCE, () -> reading.sees.troubles().containsKey(url));
    assertThat(reading.sees.troubles().get(url)).startsWith("its certificate is not trusted: ");
  }

  @Test
  void pinnedKeyIsNeededBesides() throws Exception {
    String pin = PinnedTrust.pin((X509Certificate) keys.getCertificate("server"));
    Provider pinned = read(trusted(), Set.of(PinnedTrust.pin("sha256/" + pin)), serve("/pinned"));
    until("bob is seen", PATIENCE, () -> pinned.sees.sees(bob));
    pinned.close();
    String url = serve("/other");
    Provider other = read(trusted(), Set.of(PinnedTrust.pin("A".repeat(43) + "=")), url);
    until("it is said", PATIENCE, () -> other.sees.troubles().containsKey(url));
    assertThat(other.sees.troubles().get(url))
        .isEqualTo(
            "its certificate is not trusted: its key is not in certificate_pins, its pin is "
                + pin);
    other.close();
    Provider untrusted = read(null, Set.of(pin), serve("/unpinned"));
    until("it is said", PATIENCE, () -> !untrusted.sees.troubles().isEmpty());
  }

  @Test
  void redirectionFromHttpsToHttpIsNotFollowed() throws Exception {
    String url = serve("/x").replace("/x", "/away");
    server.createContext(
        "/away",
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/x");
            exchange.sendResponseHeaders(302, -1);
          }
        });
    Provider reading = read(trusted(), Set.of(), url);
    until("it is said", PATIENCE, () -> !reading.sees.troubles().isEmpty());
    assertThat(reading.sees.troubles().get(url))
        .startsWith("it redirects from https to \"http://127.0.0.1:1/x\"");
  }

  @Test
  void settingsThatCanNeverWorkAreRefused() {
    assertThatThrownBy(() -> PinnedTrust.pin("nonsense"))
        .hasMessageStartingWith("certificate_pins of io.weft.discovery.registry has \"nonsense\"");
    for (String text : List.of("ftp://host/x", "http://", "http://host:99999/", "http://a b/")) {
      assertThatThrownBy(() -> Location.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Location.parse("https://me:secret@host/x"))
        .hasMessageContaining("host")
        .message()
        .doesNotContain("secret");
  }
}
