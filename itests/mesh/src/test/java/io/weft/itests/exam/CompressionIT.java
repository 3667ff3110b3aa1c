package io.weft.itests.exam;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.RequestOptions;
import io.weft.itests.RunningNode;
import io.weft.node.Metric;
import io.weft.node.Metrics;
import io.weft.node.NodeId;
import io.weft.testkit.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** zstd and LZ4 in a framework, with their native code, swapped while large requests run. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class CompressionIT {
  private static final String ZSTD = "io.weft.compress.zstd";
  private static final String LZ4 = "io.weft.compress.lz4";
  private static final String NAME = "Ada Lovelace, ".repeat(2_000);

  private static RunningNode packer;

  @Inject private BundleContext context;
  private ExamNode exam;
  private RequestOptions toPacker;

  @Configuration
  public Option[] configuration() {
    return Exam.with("base", "node", "transport-tcp", "discovery", "hello", "compression");
  }

  @Before
  public void connect() {
    exam = ExamNode.in(context);
    configure("zstd", "lz4");
    if (packer == null) {
      packer =
          exam.site()
              .start(
                  "packer",
                  "--feature",
                  "hello,compression",
                  "--set",
                  "compression.within_machine=true");
      packer.ready();
    }
    NodeId id = new NodeId(packer.id());
    toPacker = RequestOptions.DEFAULT.withTarget(id);
    Eventually.until(
        "the packer offers hello",
        ExamNode.LONG,
        () -> exam.directory().remote("hello").stream().anyMatch(each -> each.node().equals(id)));
  }

  private void configure(String... methods) {
    exam.setConfiguration(
        "io.weft.compression", Map.of("within_machine", true, "methods", methods));
  }

  private double packed() {
    return exam.service(Metrics.class).all().stream()
        .filter(each -> each.name().equals("weft.packed.frames"))
        .filter(each -> each.tags().containsValue("packed"))
        .mapToDouble(Metric::value)
        .sum();
  }

  private void greet() throws Exception {
    Object greeting =
        exam.exchange()
            .request("hello", "greet", Map.of("name", NAME), toPacker)
            .get(20, TimeUnit.SECONDS)
            .as(Map.class);
    assertThat(greeting.toString()).contains(NAME);
  }

  private void untilPacked() {
    double before = packed();
    Eventually.until(
        "a request is compressed",
        ExamNode.LONG,
        () -> {
          try {
            greet();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
          return packed() > before;
        });
  }

  @Test
  public void eachOfThemCompressesWhatIsSentToANodeThatHasIt() {
    untilPacked();
    configure("lz4");
    untilPacked();
  }

  @Test
  public void bothAreSwappedUnderLoadWithoutAFailure() throws Exception {
    untilPacked();
    AtomicBoolean running = new AtomicBoolean(true);
    AtomicInteger answered = new AtomicInteger();
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      callers.add(
          CompletableFuture.runAsync(
              () -> {
                while (running.get()) {
                  try {
                    greet();
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                  answered.incrementAndGet();
                }
              }));
    }
    for (String name : List.of(ZSTD, LZ4)) {
      configure(name.endsWith("4") ? new String[] {"lz4"} : new String[] {"zstd", "lz4"});
      Bundle bundle = exam.bundle(name);
      bundle = after(answered, exam.restart(bundle));
      bundle = after(answered, exam.update(bundle));
      bundle = after(answered, exam.refresh(bundle));
      after(answered, exam.reinstall(bundle));
    }
    running.set(false);
    CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    untilPacked();
  }

  private static Bundle after(AtomicInteger answered, Bundle swapped) {
    int before = answered.get();
    Eventually.until("answers go on", ExamNode.LONG, () -> answered.get() > before + 20);
    return swapped;
  }
}
