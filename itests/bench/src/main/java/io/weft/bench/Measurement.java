package io.weft.bench;

/**
 * One run of one scenario.
 *
 * @param calls answered while it was measured
 * @param nanos that this took
 * @param p50Nanos of a call, for ping-pong; else 0
 * @param p99Nanos of a call, for ping-pong; else 0
 * @param allCalls answered from the first to the last, to which the usages belong
 */
record Measurement(
    long calls,
    long nanos,
    long p50Nanos,
    long p99Nanos,
    long allCalls,
    Usage client,
    Usage server) {

  double callsPerSecond() {
    return calls * 1e9 / nanos;
  }

  double p50Micros() {
    return p50Nanos / 1e3;
  }

  double p99Micros() {
    return p99Nanos / 1e3;
  }

  double clientBytes() {
    return (double) client.allocatedBytes() / allCalls;
  }

  double serverBytes() {
    return (double) server.allocatedBytes() / allCalls;
  }

  double clientCpuMicros() {
    return client.cpuNanos() / 1e3 / allCalls;
  }

  double serverCpuMicros() {
    return server.cpuNanos() / 1e3 / allCalls;
  }

  Measurement withServer(Usage usage) {
    return new Measurement(calls, nanos, p50Nanos, p99Nanos, allCalls, client, usage);
  }

  /** For another process; without the server's usage. */
  String words() {
    return String.join(
        " ",
        Long.toString(calls),
        Long.toString(nanos),
        Long.toString(p50Nanos),
        Long.toString(p99Nanos),
        Long.toString(allCalls),
        client.words());
  }

  static Measurement parse(String words) {
    String[] parts = words.split(" ");
    return new Measurement(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]),
        Long.parseLong(parts[4]),
        Usage.parse(parts[5], parts[6]),
        new Usage(0, 0));
  }
}
