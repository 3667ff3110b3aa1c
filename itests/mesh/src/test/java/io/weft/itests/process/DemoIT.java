package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.itests.Alone;
import io.weft.itests.Answer;
import io.weft.itests.Site;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing that a newcomer runs. */
@Tag(Alone.TAG)
class DemoIT {
  @TempDir Path folder;

  @Test
  void demonstrationEndsWithoutAFailedRequest() {
    try (Site site = new Site(folder)) {
      Answer demo = site.weft("demo");
      assertThat(demo.exit()).as(demo.toString()).isZero();
      String last = demo.out().lines().reduce((line, next) -> next).orElse("");
      assertThat(last).matches(".*[1-9][0-9]* asked.*|.*asked [1-9][0-9]*.*");
      assertThat(last).matches(".*\\b0 failed.*|.*failed 0\\b.*");
      assertThat(Answer.traces(demo.out() + demo.err())).isEmpty();
    }
  }
}
