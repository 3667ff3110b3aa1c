package io.weft.bench;

import io.weft.exchange.Exchange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A request that is answered in its own process: a method call, with the objects as they are. */
final class LocalRequests {

  private static final int CALLS = 2_000_000;

  /** The first rounds warm the code up. */
  private static final int ROUNDS = 9;

  private static final int COUNTED_ROUNDS = 5;

  private LocalRequests() {}

  /**
   * Of one request.
   *
   * @param nanos of the counted rounds
   * @param bytes allocated a request, in the last round
   */
  record Cost(List<Double> nanos, double bytes) {

    String words() {
      StringBuilder words = new StringBuilder().append(bytes);
      nanos.forEach(each -> words.append(' ').append(each));
      return words.toString();
    }

    static Cost parse(String words) {
      List<Double> numbers = new ArrayList<>();
      for (String word : words.split(" ")) {
        numbers.add(Double.valueOf(word));
      }
      return new Cost(numbers.subList(1, numbers.size()), numbers.get(0));
    }
  }

  /** Measures in a process of its own. */
  static List<Target> run(Options options, Path folder) throws IOException {
    try (WorkerProcess worker = WorkerProcess.start(options.java(), "local", folder.toString())) {
      Cost cost = Cost.parse(worker.greeting());
      return List.of(
          Target.atMost("local request: nanoseconds", Spread.of(cost.nanos()), 1000, "%.0f"),
          new Target(
              "local request: bytes allocated",
              String.format("%.0f", cost.bytes()),
              "-",
              "reached"));
    }
  }

  /** Measures in this process. */
  static Cost measure(Path folder) {
    try (WeftNode node = WeftNode.start(folder, "alone")) {
      node.offer(WeftContender.PATH, WeftContender.ACTION, true, request -> request.as(Note.class));
      Exchange exchange = node.mesh().exchange();
      List<Double> nanos = new ArrayList<>();
      double bytes = 0;
      for (int round = 0; round < ROUNDS; round++) {
        long allocated = Usage.now().allocatedBytes();
        double took = round(exchange);
        bytes = (double) (Usage.now().allocatedBytes() - allocated) / CALLS;
        if (round >= ROUNDS - COUNTED_ROUNDS) {
          nanos.add(took);
        }
      }
      return new Cost(nanos, bytes);
    }
  }

  @SuppressWarnings("ReferenceEquality") // nothing but the very object will do
  private static double round(Exchange exchange) {
    Note note = new Note("no codec is installed, so this cannot be serialized");
    long begun = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      Note answer =
          exchange.request(WeftContender.PATH, WeftContender.ACTION, note).join().as(Note.class);
      if (answer != note) {
        throw new IllegalStateException("the answer is not the object that was sent");
      }
    }
    return (double) (System.nanoTime() - begun) / CALLS;
  }

  private record Note(String text) {}
}
