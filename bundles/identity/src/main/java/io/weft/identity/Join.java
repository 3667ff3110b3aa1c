package io.weft.identity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * {@code Join TICKET [--config DIR]}: the user of this machine joins the network of the ticket. A
 * ticket of {@code -} is read from standard input, which keeps it out of the list of processes.
 * Runs in a plain JVM with this bundle and {@code api} on the class path.
 *
 * <p>Exit codes: 0 joined, or already in; 1 the configuration folder cannot be used; 2 the ticket
 * or the command line is wrong.
 */
public final class Join {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int WRONG = 2;
  private static final String USAGE =
      "usage: weft join TICKET [--config DIR]  (TICKET - reads it from standard input)";

  private Join() {}

  public static void main(String[] args) {
    System.exit(run(args, System.in, System.out, System.err));
  }

  /**
   * The same within a running JVM.
   *
   * @param in where a ticket of {@code -} is read from
   * @return the exit code
   */
  public static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
    String ticket = "";
    String config = "";
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--help")) {
        out.println(USAGE);
        return DONE;
      } else if (args[i].equals("--config") && i + 1 < args.length) {
        config = args[++i];
      } else if (ticket.isEmpty() && !args[i].startsWith("--")) {
        ticket = args[i];
      } else {
        err.println(USAGE);
        return WRONG;
      }
    }
    if (ticket.isBlank()) {
      err.println(USAGE);
      return WRONG;
    }
    try {
      Ticket parsed = Ticket.parse(ticket.equals("-") ? line(in) : ticket);
      Path folder = config.isEmpty() ? ConfigFolder.ofThisUser() : Path.of(config);
      new Joining(folder.toAbsolutePath()).join(parsed).forEach(out::println);
      return DONE;
    } catch (Ticket.Invalid | InvalidPathException e) {
      err.println("weft join: " + e.getMessage());
      return WRONG;
    } catch (IdentityException | IOException e) {
      err.println("weft join: " + e.getMessage());
      return FAILED;
    }
  }

  /** The first line, or one character more than a ticket may have. */
  private static String line(InputStream in) throws IOException {
    Reader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
    StringBuilder line = new StringBuilder();
    int c = reader.read();
    while (c >= 0 && c != '\n' && line.length() <= Ticket.MAX_CHARS) {
      line.append((char) c);
      c = reader.read();
    }
    return line.toString();
  }
}
