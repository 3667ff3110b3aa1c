package io.weft.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness works; how fast anything is says nothing here. */
class BenchTest {

  @Test
  void everyContenderAnswersInEveryScenario(@TempDir Path folder) throws IOException {
    Options options = Options.parse(List.of("--quick", "--seconds", "0.05"));
    Calls calls = new Calls(options);

    List<Target> targets = calls.run(folder);

    assertThat(targets).hasSize(8);
    assertThat(calls.measured()).hasSize(4);
    calls
        .measured()
        .forEach(
            (scenario, measured) -> {
              assertThat(measured).containsOnlyKeys("weft", "netty", "grpc");
              measured.forEach(
                  (contender, list) ->
                      assertThat(list)
                          .as(scenario.title() + " " + contender)
                          .hasSize(1)
                          .allSatisfy(
                              each -> {
                                assertThat(each.allCalls()).isPositive();
                                assertThat(each.clientCpuMicros()).isNotNegative();
                                assertThat(each.serverBytes()).isPositive();
                              }));
            });
  }
}
