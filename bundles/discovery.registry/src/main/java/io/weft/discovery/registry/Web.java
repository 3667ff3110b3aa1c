package io.weft.discovery.registry;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches files by HTTP and HTTPS, within limits of time and size whatever the server does. Safe on
 * every thread.
 */
final class Web implements AutoCloseable {

  /** From one address to the next: browsers follow 20, an honest server needs one or two. */
  static final int MAX_REDIRECTS = 5;

  /** Characters of an entity tag; a longer one is not remembered. */
  private static final int MAX_TAG = 512;

  /**
   * JSON is UTF-8, UTF-16 or UTF-32 (RFC 8259 and its forerunners): all are recognised by bytes.
   */
  private static final Pattern OTHER_CHARSET =
      Pattern.compile("charset=\"?(?!utf-?(8|16|32)|us-ascii)([^\";\\s]+)");

  private static final Logger LOG = LoggerFactory.getLogger(RegistryDiscovery.class);

  private final HttpClient client;
  private final Duration total;
  private final int maxBytes;
  private final Duration connect;

  /** What came of it. */
  sealed interface Answer {
    /** It is as it was when its tag was this one. */
    record Unchanged() implements Answer {}

    /**
     * The file.
     *
     * @param tag to ask next time whether it has changed
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Content(byte[] bytes, Optional<String> tag) implements Answer {}

    /** It could not be had; for people. */
    record Failed(String reason) implements Answer {}
  }

  /**
   * @param total for a whole fetch, with all redirects
   * @param bind the address to connect from; Java 17 and 18 leave that to the system
   */
  Web(
      Duration connect,
      Duration total,
      int maxBytes,
      SSLContext tls,
      Executor threads,
      Optional<InetAddress> bind) {
    this.connect = connect;
    this.total = total;
    this.maxBytes = maxBytes;
    HttpClient.Builder building =
        HttpClient.newBuilder()
            // Small servers stumble over an upgrade, and there is one request at a time.
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connect)
            .sslContext(tls)
            .executor(threads);
    bind.ifPresent(address -> connectFrom(address, building));
    this.client = building.build();
  }

  /** {@code localAddress} is there since Java 19. */
  private static void connectFrom(InetAddress address, HttpClient.Builder building) {
    try {
      HttpClient.Builder.class
          .getMethod("localAddress", InetAddress.class)
          .invoke(building, address);
    } catch (ReflectiveOperationException e) {
      LOG.debug("URLs are asked from whatever address the system chooses: {}", e.toString());
    }
  }

  /**
   * Blocks until it is there or it is clear that it is not to be had.
   *
   * @param tag of what we have already
   */
  Answer fetch(URI url, Optional<String> tag) throws InterruptedException {
    long deadline = System.nanoTime() + total.toNanos();
    URI at = url;
    for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
      HttpResponse<byte[]> response;
      try {
        response = once(at, tag, deadline);
      } catch (IOException e) {
        return new Answer.Failed(from(url, at) + reason(e));
      }
      int status = response.statusCode();
      if (status == 304) {
        return new Answer.Unchanged();
      }
      if (status == 200) {
        return content(response, from(url, at));
      }
      Optional<String> next = response.headers().firstValue("Location");
      if (!isRedirect(status) || next.isEmpty()) {
        return new Answer.Failed(from(url, at) + answered(status));
      }
      try {
        at = follow(at, next.get());
      } catch (IOException e) {
        return new Answer.Failed(from(url, at) + e.getMessage());
      }
    }
    return new Answer.Failed(
        "it redirects more than " + MAX_REDIRECTS + " times, lastly to " + shown(at));
  }

  private HttpResponse<byte[]> once(URI at, Optional<String> tag, long deadline)
      throws IOException, InterruptedException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new HttpTimeoutException("late");
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at)
            .timeout(Duration.ofNanos(left))
            .header("Accept", "application/json");
    tag.ifPresent(known -> request.header("If-None-Match", known));
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(
            request.build(), head -> new BoundedBody(head.statusCode() == 200 ? maxBytes : 0));
    try {
      return exchange.get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("late");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
    } finally {
      exchange.cancel(true);
    }
  }

  private Answer content(HttpResponse<byte[]> response, String from) {
    String type = response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (type.startsWith("text/html") || type.startsWith("application/xhtml")) {
      return new Answer.Failed(
          from
              + "it is a web page ("
              + Shown.reason(type)
              + "), but JSON is expected: is there a"
              + " page to log in, or is it another path?");
    }
    Matcher charset = OTHER_CHARSET.matcher(type);
    if (charset.find()) {
      return new Answer.Failed(
          from + "its charset is " + Shown.text(charset.group(2)) + ": JSON in UTF-8 is expected");
    }
    Optional<String> encoding =
        response
            .headers()
            .firstValue("Content-Encoding")
            .filter(each -> !each.equalsIgnoreCase("identity"));
    if (encoding.isPresent()) {
      return new Answer.Failed(
          from + "it is compressed (" + Shown.text(encoding.get()) + "), which was not asked for");
    }
    return new Answer.Content(
        response.body(),
        response.headers().firstValue("ETag").filter(tag -> tag.length() <= MAX_TAG));
  }

  private static URI follow(URI from, String location) throws IOException {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new IOException("it redirects to " + Shown.text(location) + ", which is no URL");
    }
    boolean safe = "https".equalsIgnoreCase(to.getScheme());
    if ((!safe && !"http".equalsIgnoreCase(to.getScheme())) || to.getHost() == null) {
      throw new IOException(
          "it redirects to " + Shown.text(location) + ": only http and https are followed");
    }
    if (!safe && "https".equalsIgnoreCase(from.getScheme())) {
      throw new IOException(
          "it redirects from https to " + shown(to) + ", where anybody could change what is read");
    }
    return to;
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private static String answered(int status) {
    return "it answers "
        + status
        + switch (status) {
          case 401, 403 -> ": this node is not allowed to read it";
          case 404, 410 -> ": there is no such file";
          default -> status >= 500 ? ": the server has a problem" : "";
        };
  }

  private String reason(IOException e) {
    if (e instanceof HttpConnectTimeoutException) {
      return "no connection within " + connect.toMillis() + " ms";
    }
    if (e instanceof HttpTimeoutException) {
      return "no whole answer within " + total.toMillis() + " ms";
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "its host is not known";
      }
      if (cause instanceof CertificateException) {
        return "its certificate is not trusted: "
            + Shown.reason(String.valueOf(cause.getMessage()));
      }
    }
    if (e instanceof ConnectException) {
      return "nobody can be reached there";
    }
    if (e instanceof SSLException) {
      return "TLS fails: " + Shown.reason(String.valueOf(e.getMessage()));
    }
    return e instanceof BoundedBody.TooLargeException
        ? WatchedFile.tooLarge("more bytes", maxBytes)
        : "the answer breaks off: " + Shown.reason(String.valueOf(e.getMessage()));
  }

  /** Where the trouble is, if it is not where we began. */
  private static String from(URI url, URI at) {
    return url.equals(at) ? "" : "redirected to " + shown(at) + ": ";
  }

  private static String shown(URI url) {
    return Shown.text(url.toString());
  }

  @Override
  public void close() {
    // Since Java 21; before, its thread ends when the client is collected.
    try {
      HttpClient.class.getMethod("shutdownNow").invoke(client);
    } catch (ReflectiveOperationException e) {
      return;
    }
  }
}
