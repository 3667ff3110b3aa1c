package io.weft.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The command line, after the command.
 *
 * @param pairs how often each contender is measured in each scenario, in turns
 * @param duration of one measurement
 * @param sizes of payloads, in bytes
 * @param contenders names; the first is compared with the others
 * @param only parts of the command; empty: all
 * @param java the program that runs what is measured
 * @param weft the script of the distribution
 * @param fileMib size of the large file; 0 for what fits
 */
record Options(
    int pairs,
    Duration duration,
    List<Integer> sizes,
    List<String> contenders,
    List<String> only,
    String java,
    Path weft,
    int fileMib) {

  private static final Duration QUICK_DURATION = Duration.ofMillis(200);

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "--pairs",
          "5",
          "--seconds",
          "2",
          "--sizes",
          "128,1024,65536",
          "--contenders",
          "weft,netty,grpc",
          "--only",
          "",
          "--java",
          System.getProperty(
              "bench.java", Path.of(System.getProperty("java.home"), "bin", "java").toString()),
          "--weft",
          "launcher/target/dist/weft",
          "--file-mib",
          "");

  private static final Map<String, String> QUICK = quick();

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
        files   a large file and 10,000 small ones beside rsync, nginx, scp and raw Netty; calls beside
                a file, memory, going on after a kill, one file to three hosts (launcher/weft, /dev/shm;
                the last: root)
        all     all of them

      options
        --pairs N         measurements of each contender in each scenario, in turns (5)
        --seconds S       length of one measurement (2)
        --sizes A,B       payloads in bytes (128,1024,65536)
        --contenders A,B  of weft, weft-blocking, weft-balanced, weft-metrics, weft-tracing,
                          weft-unbatched, weft-zstd, weft-lz4, netty, grpc, grpc-tls, weft-quic, netty-quic, netty-unix
                          (weft,netty,grpc), and links alone: link-tcp, link-quic, link-unix,
                          link-rdma, link-rdma-plain
        --only A,B        parts of "compare" (small, large, half-load, batching, packing, slow-wire,
                          look-ups), "events" (rate, spread, matching) or "files" (large, small, calls, memory, kill, many);
                          else all of them
        --java FILE       the java that is measured (the one that runs this, or -Dbench.java)
        --file-mib N      size of the large file (4096, or what fits twice in memory)
        --weft FILE       the script that starts nodes (launcher/target/dist/weft)
        --quick           one pair of 0.2 s with 128 bytes: shows that it runs, proves nothing
      """;

  /**
   * @throws IllegalArgumentException for what cannot be used; the message is for people
   */
  static Options parse(List<String> arguments) {
    boolean quick = arguments.contains("--quick");
    Map<String, String> given = new HashMap<>(quick ? QUICK : DEFAULTS);
    List<String> named = arguments.stream().filter(each -> !each.equals("--quick")).toList();
    for (int i = 0; i < named.size(); i += 2) {
      String option = named.get(i);
      if (!given.containsKey(option)) {
        throw new IllegalArgumentException("no option " + option);
      }
      if (i + 1 == named.size()) {
        throw new IllegalArgumentException(option + " lacks its value");
      }
      given.put(option, named.get(i + 1));
    }
    Options options =
        new Options(
            (int) number("--pairs", given.get("--pairs")),
            Duration.ofMillis(Math.round(1000 * number("--seconds", given.get("--seconds")))),
            list(given.get("--sizes")).stream().map(each -> (int) number("--sizes", each)).toList(),
            list(given.get("--contenders")),
            list(given.get("--only")),
            given.get("--java"),
            Path.of(given.get("--weft")),
            given.get("--file-mib").isEmpty()
                ? 0
                : (int) number("--file-mib", given.get("--file-mib")));
    options.contenders.forEach(Contender::named);
    return options;
  }

  /** Whether it shall only show that it runs. */
  boolean isQuick() {
    return duration.compareTo(QUICK_DURATION) <= 0;
  }

  /** Whether a part of the command is to run. */
  boolean includes(String part) {
    return only.isEmpty() || only.contains(part);
  }

  /**
   * Refuses parts that the command does not have.
   *
   * @throws IllegalArgumentException if one was asked for; the message is for people
   */
  void checkParts(String command, List<String> parts) {
    for (String part : only) {
      if (!parts.contains(part)) {
        throw new IllegalArgumentException(
            "--only "
                + part
                + ": "
                + command
                + (parts.isEmpty() ? " has no parts" : " has " + String.join(", ", parts)));
      }
    }
  }

  private static List<String> list(String words) {
    return words.isEmpty() ? List.of() : List.of(words.split(","));
  }

  private static Map<String, String> quick() {
    Map<String, String> quick = new HashMap<>(DEFAULTS);
    quick.putAll(Map.of("--pairs", "1", "--seconds", "0.2", "--sizes", "128", "--file-mib", "64"));
    return Map.copyOf(quick);
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
