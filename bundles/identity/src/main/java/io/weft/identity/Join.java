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
import java.time.Clock;

/**
 * {@code Join TICKET [--data DIR | --name NAME] [--config DIR]}: joins the network of the ticket:
 * all nodes of this user, or, with a one-time ticket, the node with this data folder. A ticket of
 * {@code -} is read from standard input, which keeps it out of the list of processes. Runs in a
 * plain JVM with this bundle and {@code api} on the class path.
 *
 * <p>Exit codes: 0 joined, or already in; 1 a folder cannot be used, or the issuer of a one-time
 * ticket cannot be asked; 2 the ticket or the command line is wrong, or the issuer says no.
 */
public final class Join {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int WRONG = 2;
  private static final String USAGE =
      "usage: weft join TICKET [--data DIR | --name NAME] [--config DIR]"
          + "  (TICKET - reads it from standard input)";

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
    String data = "";
    String name = "";
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--help")) {
        out.println(USAGE);
        return DONE;
      } else if (args[i].equals("--config") && i + 1 < args.length) {
        config = args[++i];
      } else if (args[i].equals("--data") && i + 1 < args.length) {
        data = args[++i];
      } else if (args[i].equals("--name") && i + 1 < args.length) {
        name = args[++i];
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
      String line = ticket.equals("-") ? line(in) : ticket;
      Path folder =
          (config.isEmpty() ? ConfigFolder.ofThisUser() : Path.of(config)).toAbsolutePath();
      if (line.strip().startsWith(OneTimeTicket.PREFIX)) {
        String home = System.getProperty("user.home", "");
        Path node = DataFolder.of(data, name, System.getenv(), home);
        new JoiningOnce(folder, node, Clock.systemUTC())
            .join(OneTimeTicket.parse(line))
            .forEach(out::println);
      } else {
        new Joining(folder).join(Ticket.parse(line)).forEach(out::println);
      }
      return DONE;
    } catch (Ticket.Invalid | Refusal | InvalidPathException e) {
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
