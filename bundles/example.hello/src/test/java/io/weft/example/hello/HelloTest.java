package io.weft.example.hello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.example.hello.Hello.Greeted;
import io.weft.example.hello.Hello.Greeting;
import io.weft.example.hello.Hello.Name;
import io.weft.example.hello.Hello.Time;
import io.weft.exchange.ApplicationException;
import io.weft.testkit.ManualClock;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelloTest {
  private final Fakes.KeptEvents events = new Fakes.KeptEvents();
  private final ManualClock clock = new ManualClock();
  private final Hello hello = new Hello(new Fakes.NamedNode("studio"), events, clock);

  @Test
  void greetsByNameAndSaysWhoGreets() {
    assertThat(hello.handle(new Fakes.LocalRequest("greet", new Name("Ada"))))
        .isEqualTo(new Greeting("Hello, Ada!", "studio"));
  }

  @Test
  void greetingIsPublished() {
    hello.handle(new Fakes.LocalRequest("greet", new Name("Ada")));

    assertThat(events.topics).containsExactly("hello/greeted");
    assertThat(events.data).containsExactly(new Greeted("Ada", "studio"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " "})
  void nobodyIsNotGreeted(String nobody) {
    assertThatThrownBy(() -> hello.handle(new Fakes.LocalRequest("greet", new Name(nobody))))
        .isInstanceOfSatisfying(
            ApplicationException.class,
            e -> assertThat(e.code()).isEqualTo(ApplicationException.BAD_PARAMS))
        .hasMessageContaining("{\"name\": \"Ada\"}");
    assertThat(events.topics).isEmpty();
  }

  @Test
  void greetWithoutParametersIsToldWhatItNeeds() {
    assertThatThrownBy(() -> hello.handle(new Fakes.LocalRequest("greet", null)))
        .isInstanceOf(ApplicationException.class);
  }

  @Test
  void timeIsThatOfTheNode() {
    clock.advance(Duration.ofHours(1));

    assertThat(hello.handle(new Fakes.LocalRequest("time", null)))
        .isEqualTo(new Time(OffsetDateTime.parse("2026-01-01T01:00:00Z"), "studio"));
  }
}
