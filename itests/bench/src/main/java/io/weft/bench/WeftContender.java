package io.weft.bench;

import io.weft.exchange.Compression;
import io.weft.exchange.Exchange;
import io.weft.exchange.Interceptor;
import io.weft.exchange.LoadBalancer;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestOptions;
import io.weft.peer.LinkInfo;
import io.weft.transport.Lane;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The whole path of a request: exchange, router, session, link with mutual TLS, and back.
 *
 * @param quic whether the link is over QUIC; else over TCP
 * @param nonBlocking whether the handler says that it never blocks and so runs on the reader
 * @param servers nodes that answer, in one process
 * @param options of each call
 * @param interceptors makes those that see each request, on both sides
 * @param packs what large frames are compressed with
 * @param javaOptions of the virtual machine of both processes
 */
record WeftContender(
    String name,
    boolean nonBlocking,
    boolean quic,
    int servers,
    RequestOptions options,
    List<Supplier<? extends Interceptor>> interceptors,
    Optional<Supplier<Compression>> packs,
    List<String> javaOptions)
    implements Contender {
  static final String PATH = "bench/echo";
  static final String ACTION = "echo";

  WeftContender(String name, boolean nonBlocking) {
    this(name, nonBlocking, false);
  }

  WeftContender(String name, boolean nonBlocking, boolean quic) {
    this(
        name, nonBlocking, quic, 1, RequestOptions.DEFAULT, List.of(), Optional.empty(), List.of());
  }

  /** Each frame leaves by itself. */
  static WeftContender unbatched() {
    return new WeftContender(
        "weft-unbatched",
        true,
        false,
        1,
        RequestOptions.DEFAULT,
        List.of(),
        Optional.empty(),
        List.of("-Dio.weft.channel.batching=false"));
  }

  /**
   * Two nodes answer, each call has a deadline of its own, and one of the two is chosen by load.
   */
  static WeftContender balanced() {
    RequestOptions options =
        RequestOptions.DEFAULT
            .withDeadline(Duration.ofSeconds(5))
            .withBalancer(LoadBalancer.POWER_OF_TWO);
    return new WeftContender(
        "weft-balanced", true, false, 2, options, List.of(), Optional.empty(), List.of());
  }

  /** Weft that compresses. */
  static WeftContender packing(String name, Supplier<Compression> by) {
    return new WeftContender(
        name, true, false, 1, RequestOptions.DEFAULT, List.of(), Optional.of(by), List.of());
  }

  /** Weft with something that sees each request. */
  static WeftContender seen(String name, Supplier<? extends Interceptor> by) {
    return new WeftContender(
        name, true, false, 1, RequestOptions.DEFAULT, List.of(by), Optional.empty(), List.of());
  }

  @Override
  public String description() {
    return "Exchange.request over "
        + (quic ? "QUIC" : "TCP")
        + ", TLS 1.3 (BoringSSL, mutual), "
        + (nonBlocking ? "non-blocking handler" : "handler on a thread of its own")
        + (servers > 1
            ? ", " + servers + " nodes, deadlines, chosen by " + LoadBalancer.POWER_OF_TWO
            : "")
        + (interceptors.isEmpty() ? "" : ", interceptors: " + interceptors.size())
        + (javaOptions.isEmpty() ? "" : ", " + String.join(" ", javaOptions))
        + packs.map(by -> ", frames compressed by " + by.get().name()).orElse("");
  }

  @Override
  public Echo serve(Path folder) {
    List<WeftNode> nodes = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      WeftNode node = start(folder, "server" + i);
      node.offer(PATH, ACTION, nonBlocking, request -> answer(request.as(byte[].class)));
      nodes.add(node);
    }
    return new Echo() {
      @Override
      public String address() {
        return "-"; // found by discovery
      }

      @Override
      public void close() {
        nodes.forEach(WeftNode::close);
      }
    };
  }

  @Override
  public Caller connect(Path folder, String address) throws IOException {
    WeftNode node = start(folder, "client");
    Exchange exchange = node.mesh().exchange();
    Waiting.until(
        servers + " nodes that offer " + PATH,
        () -> node.mesh().directory().remote(PATH).size() == servers);
    exchange.request(PATH, ACTION, new byte[1], options).join();
    return new WeftCaller(node, exchange, options);
  }

  private static byte[] answer(byte[] asked) {
    return asked.length < BulkStream.FRAME_BYTES
        ? asked
        : new byte[BulkStream.answerBytes(asked.length)];
  }

  private WeftNode start(Path folder, String node) {
    Path own = folder.resolve(name);
    WeftNode started = quic ? WeftNode.startQuic(own, node) : WeftNode.start(own, node);
    interceptors.forEach(each -> started.mesh().interceptors().add(each.get(), 0));
    packs.ifPresent(by -> started.packBy(by.get()));
    return started;
  }

  record WeftCaller(WeftNode node, Exchange exchange, RequestOptions options) implements Caller {

    @Override
    public Runnable slot(byte[] payload, Answer answer) {
      BiConsumer<Reply, Throwable> done =
          (reply, failure) -> {
            if (failure == null) {
              answer.answered(reply.as(byte[].class).length);
            } else {
              answer.failed(failure);
            }
          };
      return () -> exchange.request(PATH, ACTION, payload, options).whenComplete(done);
    }

    @Override
    public Asking waiting(byte[] payload) {
      return () -> exchange.request(PATH, ACTION, payload, options).join().as(byte[].class).length;
    }

    @Override
    public Optional<Duration> heartbeat() {
      return node.mesh().peers().all().stream()
          .flatMap(peer -> peer.links().stream())
          .filter(link -> link.lane() == Lane.CONTROL)
          .findFirst()
          .flatMap(LinkInfo::roundTrip);
    }

    @Override
    public void close() {
      node.close();
    }
  }
}
