package io.weft.discovery.bootstrap;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A question and an answer, for tests of the form; the README shows the first. */
final class Golden {

  /** Records asked after in {@link #QUESTION}. */
  static final int CHECKED = 2;

  static final Question QUESTION =
      new Question(
          32,
          new Bits(0x0102030405060708L, 7, new byte[] {1, 2, (byte) 0x80}),
          List.of(-1L, 0x1122334455667788L));

  static final Answer ANSWER =
      new Answer(
          300,
          List.of(
              new Answer.Told(Duration.ZERO, "signed".getBytes(StandardCharsets.UTF_8)),
              new Answer.Told(Duration.ofSeconds(200), new byte[] {42})),
          List.of(new Answer.Confirmed(1, Duration.ofSeconds(5))));

  private Golden() {}
}
