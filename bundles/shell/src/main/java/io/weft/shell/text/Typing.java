package io.weft.shell.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** What a person types, line by line. One thread adds, another reads. */
public final class Typing {

  /** Lines that nobody has read yet; more are left out: nobody types so far ahead. */
  private static final int MOST_LINES = 64;

  /** Bytes of a line; the rest of a longer one is left out. No path is longer. */
  private static final int MOST_BYTES = 8192;

  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MOST_LINES);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /** So much more was typed, in UTF-8. */
  public void add(ByteBuffer typed) {
    while (typed.hasRemaining()) {
      byte next = typed.get();
      if (next == '\n') {
        lines.offer(line.toString(StandardCharsets.UTF_8).strip());
        line.reset();
      } else if (line.size() < MOST_BYTES) {
        line.write(next);
      }
    }
  }

  /** The next line, without blanks around it; waits for it. */
  String next() throws InterruptedException {
    return lines.take();
  }
}
