package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two shops and a customer: who is asked, and all at once, by the command line. */
class CallsIT {
  @TempDir static Path folder;

  private static Site site;
  private static RunningNode customer;

  @BeforeAll
  static void start() {
    site = new Site(folder);
    RunningNode one = site.start("one", "--feature", "example-calls");
    RunningNode two = site.start("two", "--feature", "example-calls");
    customer = site.start("customer");
    customer.ready();
    customer.untilServiceOf(one, "shop");
    customer.untilServiceOf(two, "shop");
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  private static Answer ask(String... more) {
    List<String> command = new ArrayList<>(List.of("request", "shop"));
    command.addAll(List.of(more));
    command.addAll(List.of("--timeout", "10s"));
    return customer.ask(command.toArray(String[]::new));
  }

  @Test
  void aKeyStaysWithItsShop() {
    String first =
        ask("price", "{\"name\": \"tea\"}", "--balancer", "sticky", "--key", "ada").out();

    assertThat(first).contains("320");
    for (int i = 0; i < 3; i++) {
      assertThat(ask("price", "{\"name\": \"tea\"}", "--balancer", "sticky", "--key", "ada").out())
          .isEqualTo(first);
    }
  }

  @Test
  void allShopsAreAskedAtOnce() {
    Answer all = ask("ordered", "{\"name\": \"tea\"}", "--all");

    assertThat(all.exit()).as(all.toString()).isZero();
    assertThat(all.out()).contains("\"one\"", "\"two\"");
  }

  @Test
  void whatCannotBeUsedIsNamed() {
    Answer unknown = ask("price", "--balancer", "cheapest");
    assertThat(unknown.exit()).as(unknown.toString()).isEqualTo(2);
    assertThat(unknown.err()).contains("no load balancer \"cheapest\"", "round-robin");
    Answer range = ask("price", "--range", "[2,3)");
    assertThat(range.exit()).as(range.toString()).isEqualTo(4);
    assertThat(range.err()).contains("in the range [2,3)", "1.2.0 on ");
  }
}
