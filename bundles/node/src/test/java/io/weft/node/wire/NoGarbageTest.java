package io.weft.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What runs for every request, response and event allocates nothing. */
class NoGarbageTest {

  private static final int WARM_UP = 20_000;
  private static final int ROUNDS = 20_000;

  /** Less than one smallest object each hundred rounds: the counter itself and the compiler. */
  private static final long ALLOWED_BYTES = ROUNDS / 100 * 16L;

  private static final Route ROUTE = Route.of("user/auth", "login");
  private static final byte[] TOPIC = {'r', 'o', 'o', 'm'};
  private static final EventHead EVENT =
      EventHead.plain(TOPIC, Golden.PUBLISHER, 9, ContentType.CBOR);
  private static final ContentType OWN = ContentType.of("application/x-own");

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ByteBuffer out = ByteBuffer.allocateDirect(4096);
  private final MessageReader reader = new MessageReader();

  @FunctionalInterface
  private interface Step {
    void run() throws Exception;
  }

  @Test
  void encodingAllocatesNothing() throws Exception {
    assertThat(
            allocated(
                () -> {
                  out.clear();
                  out.limit(RequestWire.size(77, ROUTE, 5000, ContentType.JSON, 0));
                  RequestWire.write(out, 77, ROUTE, 5000, ContentType.JSON, 0);
                  out.clear();
                  out.limit(ResponseWire.size(77, OWN, 0));
                  ResponseWire.write(out, 77, OWN, 0);
                  out.clear();
                  out.limit(EVENT.size(0));
                  EVENT.write(out, 0);
                }))
        .isLessThan(ALLOWED_BYTES);
  }

  @Test
  void readingAllocatesNothing() throws Exception {
    ByteBuffer request = WireOracle.view(Golden.bytes("request"));
    ByteBuffer response = WireOracle.view(Golden.bytes("response"));
    ByteBuffer event = WireOracle.view(Golden.bytes("event"));
    RouteTable<String> table = RouteTable.of(Map.of(ROUTE, "handler"));
    long[] read = new long[1];

    assertThat(
            allocated(
                () -> {
                  reader.read(request);
                  read[0] += reader.contentType().equals(ContentType.JSON) ? 1 : 0;
                  read[0] += table.get(request, reader) == null ? 0 : 1;
                  reader.read(response);
                  read[0] += reader.contentType().equals(ContentType.CBOR) ? 1 : 0;
                  reader.read(event);
                  reader.contentType();
                  read[0] += reader.event().sequence() == 4711 ? 1 : 0;
                }))
        .isLessThan(ALLOWED_BYTES);
    assertThat(read[0]).isEqualTo(4L * (WARM_UP + ROUNDS));
  }

  @Test
  void waitingForAnAnswerAllocatesNothing() throws Exception {
    PendingRing<String> ring = new PendingRing<>(1 << 14, 0);
    long[] taken = new long[1];

    assertThat(
            allocated(
                () -> {
                  long id = ring.add("caller", 0);
                  taken[0] += ring.take(id) == null ? 0 : 1;
                }))
        .isLessThan(ALLOWED_BYTES);
    assertThat(taken[0]).isEqualTo(WARM_UP + ROUNDS);
  }

  private long allocated(Step step) throws Exception {
    for (int i = 0; i < WARM_UP; i++) {
      step.run();
    }
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < ROUNDS; i++) {
      step.run();
    }
    return threads.getThreadAllocatedBytes(thread) - before;
  }
}
