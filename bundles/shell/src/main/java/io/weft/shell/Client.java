package io.weft.shell;

import io.weft.shell.text.Terminal;
import io.weft.shell.text.Typing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the control socket and its command. A thread reads what it asks, then what is typed
 * there, until it goes away, which cancels the command; a second thread runs the command.
 */
final class Client {

  /** Runs a command line; interrupted if nobody waits for the answer any more. */
  interface Command {
    int run(Terminal terminal, String[] arguments);
  }

  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Client.class);

  private final SocketChannel channel;
  private final ClientChannel answers;
  private final int number;
  private final Command command;
  private final Consumer<Client> gone;
  private final long since = System.nanoTime();
  private final Thread reader;
  private final ReentrantLock lock = new ReentrantLock();
  private final Typing typing = new Typing();
  private volatile @Nullable Thread runner;
  private boolean answered;

  /**
   * @param number tells its threads from others'
   * @param gone called when both threads have done their work
   */
  Client(SocketChannel channel, int number, Command command, Consumer<Client> gone) {
    this.channel = channel;
    this.answers = new ClientChannel(channel);
    this.number = number;
    this.command = command;
    this.gone = gone;
    this.reader = daemon(this::listen, "weft-shell-client-" + number);
  }

  /** Tells a client why it is not served, and closes. Does not block: the answer is short. */
  static void refuse(SocketChannel channel, String message, int exit) {
    try (channel) {
      byte[] text = ("weft: " + message + "\n").getBytes(StandardCharsets.UTF_8);
      new AnswerStream(channel, AnswerStream.ERR).write(text);
      AnswerStream.exit(channel, exit);
    } catch (IOException e) {
      LOG.debug("a refused client did not listen: {}", e.getMessage());
    }
  }

  void start() {
    reader.start();
  }

  /** Whether it has not said yet what it wants. */
  boolean silent() {
    return runner == null;
  }

  /** How long it has said nothing; 0 once it has spoken. */
  long silentFor(long nowNanos) {
    return silent() ? nowNanos - since : 0;
  }

  /** Ends its command, which still may say so. */
  void cancel() {
    lock.lock();
    try {
      Thread running = runner;
      if (running == null) {
        close();
      } else if (!answered && running != Thread.currentThread()) {
        answers.interrupt(running);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of the client; its command is cancelled by that. */
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a client: {}", e.getMessage());
    }
  }

  /** Waits for its threads, except for the one that calls. */
  void join(long nanos) {
    long end = System.nanoTime() + nanos;
    Thread running = runner;
    for (Thread thread : running == null ? List.of(reader) : List.of(running, reader)) {
      long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (thread != Thread.currentThread() && millis > 0) {
        try {
          thread.join(millis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  @Override
  public String toString() {
    return "weft-shell-command-" + number;
  }

  private void listen() {
    try {
      Invocation invocation = Invocation.read(channel);
      Thread running = daemon(() -> answer(invocation), toString());
      runner = running;
      running.start();
      ByteBuffer typed = ByteBuffer.allocate(1024);
      while (channel.read(typed) >= 0) {
        typing.add(typed.flip());
        typed.clear();
      }
    } catch (Invocation.RefusedException e) {
      refuse(channel, String.valueOf(e.getMessage()), USAGE);
    } catch (IOException e) {
      LOG.debug("a client went away: {}", e.getMessage());
    }
    cancel();
    if (runner == null) {
      gone.accept(this);
    }
  }

  private void answer(Invocation asked) {
    Terminal terminal =
        new Terminal(
            new AnswerStream(answers, AnswerStream.OUT),
            new AnswerStream(answers, AnswerStream.ERR),
            asked.columns(),
            asked.colour(),
            typing);
    try {
      int exit = run(terminal, asked);
      terminal.flush();
      beyondCancelling();
      AnswerStream.exit(answers, exit);
    } catch (IOException e) {
      LOG.debug("nobody waits for the answer any more: {}", e.getMessage());
    } finally {
      close();
      gone.accept(this);
    }
    terminal.afterwards().forEach(Runnable::run);
  }

  private int run(Terminal terminal, Invocation asked) {
    try {
      return command.run(terminal, asked.arguments().toArray(new String[0]));
    } catch (RuntimeException e) {
      LOG.warn("the command failed", e);
      terminal.remark("weft: failed unexpectedly: " + e + " (the node's log has more)");
      return FAILED;
    }
  }

  /** From here on an interrupt would only keep the exit code, or what follows it, from its way. */
  private void beyondCancelling() {
    lock.lock();
    try {
      answered = true;
      Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
