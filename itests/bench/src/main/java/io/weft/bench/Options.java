package io.weft.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The command line, after the command.
 *
 * @param pairs how often each contender is measured in each scenario, in turns
 * @param duration of one measurement
 * @param sizes of payloads, in bytes
 * @param contenders names; the first is compared with the others
 * @param java the program that runs what is measured
 * @param weft the script of the distribution
 */
record Options(
    int pairs,
    Duration duration,
    List<Integer> sizes,
    List<String> contenders,
    String java,
    Path weft) {

  private static final Duration QUICK = Duration.ofMillis(200);

  static final String USAGE =
      """
      usage: itests/bench/run COMMAND [options]

      commands
        calls   echo of bytes between two processes: Weft, raw Netty with TLS, gRPC without TLS
        compare Weft, raw Netty, gRPC with and without TLS; the time of calls at half load; large
                frames with and without compression, on loopback and on a slow wire (root)
        local   a request that is answered in its own process
        interceptors    what metrics and tracing cost a call
        links   the transports' links beside raw Netty, the choice among links, calls beside bulk
        start   a second node's start, through launcher/weft
        kill    a peer is killed while a request waits for it
        idle    a node with 10 peers, through launcher/weft
        store   the peer store beside a file that is appended to and synced; load, size, kills
        company 100 to 1,000 simulated nodes: what keeping company costs, how soon deaths are noticed
        control from an input device to a watcher in another process, 1,000 times a second
        events  publish and subscribe beside NATS; one publisher, 50 subscribers on 5 nodes
        discovery       nodes of one segment: how soon they are found and gone (root: namespaces)
        discovery-idle  50 of them at rest: bytes a second; takes 20 minutes (root)
        registry        300 records from files: how soon a node knows them
        bootstrap       one address of one node: how soon its network is linked (launcher/weft)
        gossip  100 to 10,000 records: what gossip costs, how soon who comes and goes is known
        streams items of 1 KiB beside raw Netty; calls with and without hundreds of streams
        all     all of them

      options
        --pairs N         measurements of each contender in each scenario, in turns (5)
        --seconds S       length of one measurement (2)
        --sizes A,B       payloads in bytes (128,1024,65536)
        --contenders A,B  of weft, weft-blocking, weft-balanced, weft-metrics, weft-tracing, weft-zstd,
                          weft-lz4, netty, grpc, grpc-tls, weft-quic, netty-quic, netty-unix
                          (weft,netty,grpc), and links alone: link-tcp, link-quic, link-unix,
                          link-rdma, link-rdma-plain
        --java FILE       the java that is measured (the one that runs this, or -Dbench.java)
        --weft FILE       the script that starts nodes (launcher/target/dist/weft)
        --quick           one pair of 0.2 s with 128 bytes: shows that it runs, proves nothing
      """;

  /**
   * @throws IllegalArgumentException for what cannot be used; the message is for people
   */
  static Options parse(List<String> arguments) {
    Options options =
        new Options(
            5,
            Duration.ofSeconds(2),
            List.of(128, 1024, 65536),
            List.of("weft", "netty", "grpc"),
            System.getProperty(
                "bench.java", Path.of(System.getProperty("java.home"), "bin", "java").toString()),
            Path.of("launcher/target/dist/weft"));
    for (int i = 0; i < arguments.size(); i++) {
      String option = arguments.get(i);
      if (option.equals("--quick")) {
        options = options.quick();
      } else if (i + 1 < arguments.size()) {
        options = options.with(option, arguments.get(++i));
      } else {
        throw new IllegalArgumentException(option + " is no option, or lacks its value");
      }
    }
    options.contenders.forEach(Contender::named);
    return options;
  }

  /** Whether it shall only show that it runs. */
  boolean isQuick() {
    return duration.compareTo(QUICK) <= 0;
  }

  private Options quick() {
    return new Options(1, QUICK, List.of(128), contenders, java, weft);
  }

  private Options with(String option, String value) {
    return switch (option) {
      case "--pairs" ->
          new Options((int) number(option, value), duration, sizes, contenders, java, weft);
      case "--seconds" ->
          new Options(
              pairs,
              Duration.ofMillis(Math.round(1000 * number(option, value))),
              sizes,
              contenders,
              java,
              weft);
      case "--sizes" ->
          new Options(
              pairs,
              duration,
              Arrays.stream(value.split(",")).map(each -> (int) number(option, each)).toList(),
              contenders,
              java,
              weft);
      case "--contenders" ->
          new Options(pairs, duration, sizes, List.of(value.split(",")), java, weft);
      case "--java" -> new Options(pairs, duration, sizes, contenders, value, weft);
      case "--weft" -> new Options(pairs, duration, sizes, contenders, java, Path.of(value));
      default -> throw new IllegalArgumentException("no option " + option);
    };
  }

  private static double number(String option, String value) {
    try {
      double number = Double.parseDouble(value.strip());
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(option + " is \"" + value + "\": a number above 0");
  }
}
