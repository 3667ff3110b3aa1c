package io.weft.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** What payloads consist of; the same bytes in each run. */
enum Filling {
  /** One letter: nobody looks at it. */
  PLAIN,
  /** Records in JSON, as programs write them; becomes a quarter of its size. */
  TEXT,
  /** What nothing makes smaller. */
  NOISE;

  private static final int ITEMS = 1_000;

  byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    switch (this) {
      case PLAIN -> Arrays.fill(bytes, (byte) 'x');
      case TEXT -> System.arraycopy(text(size), 0, bytes, 0, size);
      case NOISE -> new Random(4).nextBytes(bytes);
    }
    return bytes;
  }

  private static byte[] text(int size) {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      text.append("{\"sensor\":\"hall/").append(random.nextInt(ITEMS));
      text.append("\",\"at\":17").append(random.nextInt(1_000_000_000));
      text.append(",\"celsius\":").append(random.nextInt(ITEMS) / 10.0);
      text.append(",\"state\":\"").append(random.nextBoolean() ? "ok" : "late").append("\"}\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
