package io.weft.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Worker} as its parent sees it. Closing it ends the process. */
final class WorkerProcess implements AutoCloseable {

  /** Enough for all contenders; the same for all. */
  private static final String HEAP = "-Xmx512m";

  private static final int END_SECONDS = 5;

  private final String name;
  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;
  private final String greeting;

  private WorkerProcess(String name, Process process) throws IOException {
    this.name = name;
    this.process = process;
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    orders = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    greeting = read();
  }

  /** Starts it and waits for its first line. */
  static WorkerProcess start(String java, String... arguments) throws IOException {
    return start(List.of(java), arguments);
  }

  /**
   * The same with options for the virtual machine.
   *
   * @param java the program, then its options
   */
  static WorkerProcess start(List<String> java, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of(HEAP, "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      return new WorkerProcess(String.join(" ", arguments), process);
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** The first line, without its first word. */
  String greeting() {
    return greeting;
  }

  Process process() {
    return process;
  }

  /** Gives an order; the answer without its first word. */
  String ask(String order) throws IOException {
    orders.write(order + "\n");
    orders.flush();
    return read();
  }

  /** Waits for the next line; what follows its first word. */
  String read() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("process \"" + name + "\" ended before its answer");
    }
    int space = line.indexOf(' ');
    return space < 0 ? "" : line.substring(space + 1);
  }

  @Override
  public void close() {
    try {
      orders.close();
      if (process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (IOException e) {
      // it has ended already
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
