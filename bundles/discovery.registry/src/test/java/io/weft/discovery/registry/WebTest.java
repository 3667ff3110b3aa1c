package io.weft.discovery.registry;

import static io.weft.testkit.Eventually.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.TestNetwork;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration OFTEN = Duration.ofMillis(100);

  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann");
  private final FixedSelf bob = network.node("bob");
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, String> asked = new ConcurrentHashMap<>();
  private final AtomicLong sent = new AtomicLong();
  private HttpServer server;
  private Provider provider;

  /** Answers one request. */
  private interface Handling {
    void answer(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    if (provider != null) {
      provider.close();
    }
    server.stop(0);
    threads.shutdownNow();
  }

  private String on(String path, Handling handling) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            String tag = exchange.getRequestHeaders().getFirst("If-None-Match");
            asked.put(path, tag == null ? "" : tag);
            handling.answer(exchange);
          }
        });
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    if (!type.isEmpty()) {
      exchange.getResponseHeaders().add("Content-Type", type);
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private void read(Duration refresh, String... urls) {
    provider = new Provider(network, ann, Provider.reading(refresh, urls), Clock.systemUTC());
  }

  private String trouble(String url) {
    return provider.sees.troubles().getOrDefault(url, "");
  }

  @Test
  void nodesAreFoundByAUrlAndAgainOnlyWhenItChanges() {
    AtomicInteger whole = new AtomicInteger();
    AtomicInteger unchanged = new AtomicInteger();
    String url =
        on(
            "/peers.json",
            exchange -> {
              String tag = "\"" + bob.record().sequence() + "\"";
              exchange.getResponseHeaders().add("ETag", tag);
              if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                unchanged.incrementAndGet();
                exchange.sendResponseHeaders(304, -1);
              } else {
                whole.incrementAndGet();
                send(exchange, 200, "application/json", Provider.fileOf(bob));
              }
            });
    read(OFTEN, url);
    until("bob is seen", PATIENCE, () -> provider.sees.sees(bob));
    assertThat(provider.sees.sightings().get(0).place()).contains(url + ":1:1");
    until("it is asked whether it has changed", PATIENCE, () -> unchanged.get() > 2);
    assertThat(whole).hasValue(1);
    bob.roles("gpu");
    until("the new record is seen", PATIENCE, () -> provider.sees.seesNewestOf(bob));
    assertThat(whole).hasValue(2);
    assertThat(provider.sees.troubles()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "404|text/plain|no|it answers 404: there is no such file",
        "403|text/plain|no|it answers 403: this node is not allowed",
        "500|text/plain|no|it answers 500: the server has a problem",
        "204||``|it answers 204",
        "304||``|``",
        "302||``|it answers 302",
        "200|text/html; charset=utf-8|<html>|it is a web page (text/html; charset=utf-8)",
        "200||<!DOCTYPE html>|it is a web page or XML",
        "200|application/json; charset=iso-8859-1|[]|its charset is \"iso-8859-1\"",
        "200|application/json|``|it is empty",
      })
  void answersThatAreNoFileAreSaid(int status, String type, String body, String reason) {
    String url = on("/x", e -> send(e, status, type == null ? "" : type, body.getBytes(UTF_8)));
    String good = on("/good", e -> send(e, 200, "", Provider.fileOf(bob)));
    read(Provider.NEVER, url, good);
    until("the other one is read", PATIENCE, () -> provider.sees.sees(bob));
    until("it is said", PATIENCE, () -> asked.containsKey("/x") && trouble(url).startsWith(reason));
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_19)
  @EnabledOnOs(OS.LINUX) // where all of 127.0.0.0/8 is here
  void urlIsAskedFromTheAddressThatTheNodeIsBoundTo() throws IOException {
    InetAddress bound = InetAddress.getByAddress(new byte[] {127, 0, 0, 77});
    ann.bindAddress(Optional.of(bound));
    AtomicReference<InetAddress> from = new AtomicReference<>();
    String url =
        on(
            "/x",
            e -> {
              from.set(e.getRemoteAddress().getAddress());
              send(e, 200, "", Provider.fileOf(bob));
            });
    read(Provider.NEVER, url);
    until("bob is seen", PATIENCE, () -> provider.sees.sees(bob));
    assertThat(from).hasValue(bound);
  }

  @Test
  void badJsonIsToldByLineAndColumnOfTheUrl() {
    String url = on("/x", e -> send(e, 200, "application/json", "[\n{\"a\"}]".getBytes(UTF_8)));
    read(Provider.NEVER, url);
    until("it is said", PATIENCE, () -> trouble(url + ":2:5").startsWith("bad JSON"));
  }

  @Test
  void compressedAnswerIsSaid() {
    String url =
        on(
            "/x",
            e -> {
              e.getResponseHeaders().add("Content-Encoding", "gzip");
              send(e, 200, "application/json", new byte[] {31, -117, 8});
            });
    read(Provider.NEVER, url);
    until("it is said", PATIENCE, () -> trouble(url).startsWith("it is compressed (\"gzip\")"));
  }

  @Test
  void redirectionsAreFollowedButNotForEver() {
    on("/end", e -> send(e, 200, "application/json", Provider.fileOf(bob)));
    String begin =
        on(
            "/begin",
            e -> {
              e.getResponseHeaders().add("Location", "end");
              send(e, 301, "", new byte[0]);
            });
    AtomicInteger times = new AtomicInteger();
    String round =
        on(
            "/round",
            e -> {
              e.getResponseHeaders().add("Location", "/round?" + times.incrementAndGet());
              send(e, 302, "", new byte[0]);
            });
    String away =
        on(
            "/away",
            e -> {
              e.getResponseHeaders().add("Location", "file:///etc/passwd");
              send(e, 302, "", new byte[0]);
            });
    String nonsense =
        on(
            "/nonsense",
            e -> {
              e.getResponseHeaders().add("Location", "http://[");
              send(e, 307, "", new byte[0]);
            });
    read(Provider.NEVER, round, away, nonsense, begin);
    until("bob is seen", PATIENCE, () -> provider.sees.sees(bob));
    until("all is said", PATIENCE, () -> provider.sees.troubles().size() == 3);
    assertThat(trouble(round)).startsWith("it redirects more than 5 times, lastly to ");
    assertThat(times).hasValue(Web.MAX_REDIRECTS + 1);
    assertThat(trouble(away)).contains("only http and https are followed");
    assertThat(trouble(nonsense)).endsWith("which is no URL");
  }

  @Test
  void oneGigabyteIsNotRead() {
    byte[] megabyte = new byte[1 << 20];
    java.util.Arrays.fill(megabyte, (byte) ' ');
    Handling flood =
        exchange -> {
          exchange.sendResponseHeaders(
              exchange.getRequestURI().getPath().length() > 2 ? 404 : 200, 0);
          OutputStream body = exchange.getResponseBody();
          for (int i = 0; i < 1024; i++) {
            body.write(megabyte);
            sent.addAndGet(megabyte.length);
          }
        };
    String url = on("/x", flood);
    String error = on("/error", flood);
    read(Provider.NEVER, url, error);
    until("it is said", PATIENCE, () -> trouble(url).contains("more bytes (limit 262144)"));
    until("it is said", PATIENCE, () -> trouble(error).contains("404"));
    assertThat(sent.get()).isLessThan(64L << 20);
  }

  @Test
  void serverThatHangsIsGivenUpAndHoldsUpNobody() throws IOException {
    String good = on("/good", e -> send(e, 200, "", Provider.fileOf(bob)));
    String dripping =
        on(
            "/drip",
            e -> {
              e.sendResponseHeaders(200, 0);
              for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; ) {
                e.getResponseBody().write(' ');
                e.getResponseBody().flush();
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
              }
            });
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ServerSocket closed = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String hanging = "http://127.0.0.1:" + silent.getLocalPort() + "/x";
      String nobody = "http://127.0.0.1:" + closed.getLocalPort() + "/x";
      closed.close();
      read(Provider.NEVER, hanging, nobody, dripping, good);
      until("the good one is read", PATIENCE, () -> provider.sees.sees(bob));
      until("all is said", PATIENCE, () -> provider.sees.troubles().size() == 3);
      assertThat(trouble(hanging)).isEqualTo("no whole answer within 1000 ms");
      assertThat(trouble(dripping)).isEqualTo("no whole answer within 1000 ms");
      assertThat(trouble(nobody)).isEqualTo("nobody can be reached there");
    }
  }

  @Test
  void whatIsNotHttpIsSaid() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      threads.execute(
          () -> {
            try (var socket = other.accept()) {
              socket.getInputStream().read();
              socket.getOutputStream().write("SSH-2.0-x\r\n\r\n".getBytes(UTF_8));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      String url = "http://127.0.0.1:" + other.getLocalPort() + "/x";
      read(Provider.NEVER, url);
      until("it is said", PATIENCE, () -> trouble(url).startsWith("the answer breaks off: "));
    }
  }

  @Test
  void serverThatComesBackIsAskedBeforeTheNextRefresh() {
    AtomicInteger times = new AtomicInteger();
    String url =
        on(
            "/x",
            e -> {
              if (times.incrementAndGet() == 1) {
                send(e, 503, "", new byte[0]);
              } else {
                send(e, 200, "", Provider.fileOf(bob));
              }
            });
    read(Provider.NEVER, url);
    until("it is said", PATIENCE, () -> trouble(url).contains("503"));
    until("bob is seen", PATIENCE, () -> provider.sees.sees(bob));
    assertThat(provider.sees.troubles()).isEmpty();
  }

  @Test
  void closingDoesNotWaitForAServerThatHangs() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      read(Provider.NEVER, "http://127.0.0.1:" + silent.getLocalPort() + "/x");
      silent.accept().close();
      read(Provider.NEVER, "http://127.0.0.1:" + silent.getLocalPort() + "/x");
      var connection = silent.accept();
      long begin = System.nanoTime();
      provider.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(700));
      connection.close();
    }
  }
}
