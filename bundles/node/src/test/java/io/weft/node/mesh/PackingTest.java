package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.RequestOptions;
import io.weft.node.Metric;
import io.weft.node.packing.CompressionValues;
import io.weft.node.packing.Deflated;
import io.weft.testkit.CompressionContract;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames between whole nodes that are made smaller on their way. */
class PackingTest {
  private static final byte[] TEXT = CompressionContract.text(40_000);
  private static final CompressionValues HERE =
      new CompressionValues(4_096, List.of("deflate"), true, 2_500);

  @TempDir Path folder;
  private Lab lab;
  private Lab.Member a;
  private Lab.Member b;

  @BeforeEach
  void prepare() {
    lab = new Lab(folder);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  private void start() {
    a = lab.start("a");
    b = lab.start("b");
    a.packing.change(HERE);
    b.packing.change(HERE);
    Lab.awaitConnected(a, b);
    b.offer("echo", "say", request -> request.as(byte[].class), true);
    a.awaitService("echo", 1);
  }

  private byte[] echo(byte[] data) throws Exception {
    return a.mesh
        .exchange()
        .request("echo", "say", data, RequestOptions.DEFAULT)
        .get(10, TimeUnit.SECONDS)
        .as(byte[].class);
  }

  private void echoes() {
    try {
      assertThat(echo(TEXT)).isEqualTo(TEXT);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static double packed(Lab.Member member) {
    return metric(member, "weft.packed.frames", "packed");
  }

  private static double metric(Lab.Member member, String name, String tagValue) {
    return member.mesh.metrics().all().stream()
        .filter(each -> each.name().equals(name) && each.tags().containsValue(tagValue))
        .mapToDouble(Metric::value)
        .sum();
  }

  @Test
  void requestsAndAnswersArePackedWhenBothNodesCan() {
    start();
    a.packing.add(new Deflated("deflate"));
    b.packing.add(new Deflated("deflate"));

    double[] grown = new double[3];
    Eventually.until(
        "an echo is packed both ways", // the first ones may meet a link that is just being made
        Lab.SOON,
        () -> {
          double packedByA = packed(a);
          double packedByB = packed(b);
          double whole = metric(a, "weft.packed.bytes", "before");
          double small = metric(a, "weft.packed.bytes", "after");
          double sent = metric(a, "weft.bytes", "sent");
          echoes();
          grown[0] = metric(a, "weft.packed.bytes", "before") - whole;
          grown[1] = metric(a, "weft.packed.bytes", "after") - small;
          grown[2] = metric(a, "weft.bytes", "sent") - sent;
          return packed(a) - packedByA == 1 && packed(b) - packedByB == 1;
        });
    assertThat(grown[0]).isGreaterThan(TEXT.length);
    assertThat(grown[1]).isBetween(1.0, TEXT.length / 2.0);
    assertThat(grown[2]).isBetween(1.0, TEXT.length / 2.0);
  }

  /** Each hears over the link what the other one can undo. */
  private void awaitPacking() {
    Eventually.until(
        "both pack",
        Lab.SOON,
        () -> {
          echoes();
          return packed(a) > 0 && packed(b) > 0;
        });
  }

  @Test
  void eventsArePacked() {
    start();
    a.packing.add(new Deflated("deflate"));
    b.packing.add(new Deflated("deflate"));
    List<byte[]> heard = new CopyOnWriteArrayList<>();
    b.mesh.events().subscribe("news", event -> heard.add(event.as(byte[].class)));
    Eventually.until(
        "it is heard",
        Lab.SOON,
        () -> {
          a.mesh.events().publish("news", TEXT);
          return !heard.isEmpty();
        });

    assertThat(heard.get(0)).isEqualTo(TEXT);
    assertThat(packed(a)).isPositive();
  }

  @Test
  void smallFramesAndNoiseAreSentAsTheyAre() throws Exception {
    start();
    a.packing.add(new Deflated("deflate"));
    b.packing.add(new Deflated("deflate"));
    awaitPacking();
    double packed = packed(a) + packed(b);
    byte[] small = CompressionContract.text(4_000);
    byte[] noise = CompressionContract.noise(200_000);

    assertThat(echo(small)).isEqualTo(small);
    assertThat(echo(noise)).isEqualTo(noise);
    assertThat(packed(a) + packed(b)).isEqualTo(packed);
    assertThat(metric(a, "weft.packed.frames", "left")).isEqualTo(1);
  }

  @Test
  void withinTheMachineNothingIsPackedUnlessItIsWished() throws Exception {
    start();
    a.packing.change(CompressionValues.DEFAULT);
    b.packing.change(CompressionValues.DEFAULT);
    a.packing.add(new Deflated("zstd"));
    b.packing.add(new Deflated("zstd"));

    assertThat(echo(TEXT)).isEqualTo(TEXT);
    assertThat(packed(a) + packed(b)).isZero();
  }

  @Test
  void aNodeThatCannotUndoItIsSentWholeFrames() throws Exception {
    start();
    a.packing.add(new Deflated("deflate"));
    b.packing.add(new Deflated("another"));

    assertThat(echo(TEXT)).isEqualTo(TEXT);
    assertThat(packed(a) + packed(b)).isZero();
  }

  @Test
  void aLateLinkLearnsItFromTheHello() throws Exception {
    a = lab.start("a");
    a.packing.change(HERE);
    a.packing.add(new Deflated("deflate"));
    b = lab.start("b");
    b.packing.change(HERE);
    b.packing.add(new Deflated("deflate"));
    Lab.awaitConnected(a, b);
    b.offer("echo", "say", request -> request.as(byte[].class), true);
    a.awaitService("echo", 1);

    assertThat(echo(TEXT)).isEqualTo(TEXT);
    assertThat(packed(a)).isEqualTo(1);
  }

  /** As its bundle is updated under load, on one side and then on the other. */
  @Test
  void aCompressionIsSwappedUnderLoadWithoutAFailureAndIsNotCalledAfterwards() throws Exception {
    start();
    AtomicBoolean running = new AtomicBoolean(true);
    AtomicInteger answered = new AtomicInteger();
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    Deflated first = new Deflated("deflate");
    b.packing.add(first);
    List<Deflated> gone = new ArrayList<>();
    Deflated mine = new Deflated("deflate");
    a.packing.add(mine);
    for (int i = 0; i < 4; i++) {
      callers.add(
          CompletableFuture.runAsync(
              () -> {
                while (running.get()) {
                  try {
                    assertThat(echo(TEXT)).isEqualTo(TEXT);
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                  answered.incrementAndGet();
                }
              }));
    }
    long begun = System.nanoTime();
    Deflated theirs = first;
    for (int swap = 0; swap < 10; swap++) {
      int before = answered.get();
      Eventually.until("some are answered", Lab.SOON, () -> answered.get() > before + 4);
      b.packing.remove(theirs);
      theirs.end();
      gone.add(theirs);
      a.packing.remove(mine);
      mine.end();
      gone.add(mine);
      theirs = new Deflated("deflate");
      mine = new Deflated("deflate");
      b.packing.add(theirs);
      a.packing.add(mine);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    double packedBefore = packed(a);
    Eventually.until("frames are packed again", Lab.SOON, () -> packed(a) > packedBefore);
    running.set(false);
    CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);

    assertThat(gone).allSatisfy(each -> assertThat(each.lateUses()).isZero());
    assertThat(took).as("no peer was waited for in vain").isLessThan(Duration.ofSeconds(10));
  }
}
