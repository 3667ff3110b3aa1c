package io.weft.shell.text;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a command's words go: results to one stream, remarks and errors to the other. What came
 * from other nodes cannot steer the terminal: control characters are replaced. Used by one thread
 * at a time.
 */
public final class Terminal {

  private final PrintWriter out;
  private final PrintWriter err;
  private final int columns;
  private final boolean colour;
  private final Typing typing;
  private final List<Runnable> afterwards = new ArrayList<>();

  /**
   * @param columns its width; 0 if there is no terminal, then nothing is shortened
   * @param colour whether it shows colours
   */
  public Terminal(OutputStream out, OutputStream err, int columns, boolean colour) {
    this(out, err, columns, colour, new Typing());
  }

  /**
   * @param typing what the person there types
   */
  public Terminal(OutputStream out, OutputStream err, int columns, boolean colour, Typing typing) {
    this.typing = typing;
    this.out = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    this.err = new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8));
    this.columns = columns;
    this.colour = colour;
  }

  /** One or more lines of the result. */
  public void line(String text) {
    painted(plain(text));
  }

  /** A line of the result, in this shade. */
  public void line(String text, Shade shade) {
    painted(colour ? shade.paint(plain(text)) : plain(text));
  }

  /** One or more lines that are no result: progress, hints, errors. They leave at once. */
  public void remark(String text) {
    out.flush();
    err.print(plain(text) + "\n");
    err.flush();
  }

  /** Asks the person there, and waits for a line; without blanks around it. */
  public String ask(String question) throws InterruptedException {
    out.flush();
    err.print(plain(question) + " ");
    err.flush();
    return typing.next();
  }

  /** Sends what was printed so far. */
  public void flush() {
    out.flush();
    err.flush();
  }

  /** The width; 0 if there is no terminal. */
  public int columns() {
    return columns;
  }

  /** Whether it shows colours. */
  public boolean colour() {
    return colour;
  }

  /** The stream of results, for text that is safe to print. */
  public PrintWriter out() {
    return out;
  }

  /** The stream of remarks, for text that is safe to print. */
  public PrintWriter err() {
    return err;
  }

  /** Runs this when the answer has left: for what ends the shell itself. */
  public void afterwards(Runnable action) {
    afterwards.add(action);
  }

  /** What is to run when the answer has left. */
  public List<Runnable> afterwards() {
    return List.copyOf(afterwards);
  }

  /** A line that was made safe and painted already. */
  void painted(String line) {
    out.print(line + "\n");
  }

  /** The text without control characters, line ends and tabs excepted. */
  public static String plain(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      safe.append(Character.isISOControl(c) && c != '\n' && c != '\t' ? '\ufffd' : c);
    }
    return safe.toString();
  }
}
