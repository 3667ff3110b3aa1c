package io.weft.bench;

import io.weft.compress.lz4.Lz4Compression;
import io.weft.compress.zstd.ZstdCompression;
import io.weft.metrics.RequestMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One way to call an echo in another process. Server and client are told the same folder, in which
 * they may keep keys; everything stays on the loopback interface.
 */
interface Contender {

  /** All that can be compared, Weft first. */
  List<Contender> ALL =
      List.of(
          new WeftContender("weft", true),
          new WeftContender("weft-blocking", false),
          WeftContender.balanced(),
          new NettyContender(),
          new GrpcContender("grpc", false),
          new GrpcContender("grpc-tls", true),
          WeftContender.unbatched(),
          WeftContender.packing("weft-zstd", () -> new ZstdCompression(1)),
          WeftContender.packing("weft-lz4", Lz4Compression::new),
          new WeftContender("weft-quic", true, true),
          WeftContender.seen("weft-metrics", RequestMetrics::new),
          WeftContender.seen("weft-tracing", Intercepted::tracing),
          new RawQuicContender(),
          new RawUnixContender(),
          new LinkContender("link-tcp", LinkContender::tcp),
          new LinkContender("link-quic", LinkContender::quic),
          new LinkContender("link-unix", LinkContender::unix),
          new LinkContender("link-rdma", LinkContender::rdma),
          new LinkContender("link-rdma-plain", LinkContender::plainRdma));

  /**
   * The contender of this name.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  static Contender named(String name) {
    return ALL.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no contender \"" + name + "\"; there are " + String.join(", ", names())));
  }

  /** The names of all. */
  static List<String> names() {
    return ALL.stream().map(Contender::name).toList();
  }

  /** One word. */
  String name();

  /** What is measured, in one line. */
  String description();

  /** Answers each call with its payload, until it is closed. */
  Echo serve(Path folder) throws IOException;

  /**
   * Connects; returns when the first call was answered.
   *
   * @param address what the server's {@link Echo#address} was
   */
  Caller connect(Path folder, String address) throws IOException;

  /** A server that runs. */
  interface Echo extends AutoCloseable {

    /** What a client needs to find it; one word. */
    String address();

    @Override
    void close();
  }
}
