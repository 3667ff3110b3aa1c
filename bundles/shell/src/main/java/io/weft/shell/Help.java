package io.weft.shell;

import io.weft.shell.text.Terminal;
import io.weft.shell.verb.Mesh;
import io.weft.shell.verb.Verbs;
import org.jspecify.annotations.Nullable;

/** Prints how the {@code weft} script is used, without a running node and without OSGi. */
public final class Help {

  private static final int DEFAULT_COLUMNS = 80;

  private Help() {}

  /**
   * Prints the verbs, or how one of them is used. Exits with 0, or 2 if there is no such verb.
   *
   * @param arguments nothing, or a verb; {@code help} before and {@code --help} behind it are
   *     allowed
   */
  public static void main(String[] arguments) {
    Terminal terminal =
        new Terminal(System.out, System.err, columns(System.getenv("COLUMNS")), false);
    System.exit(run(terminal, arguments));
  }

  static int run(Terminal terminal, String... arguments) {
    String verb = "";
    for (String argument : arguments) {
      if (verb.isEmpty() && !argument.equals("help") && !argument.startsWith("-")) {
        verb = argument;
      }
    }
    Mesh none = new Mesh();
    return verb.isEmpty()
        ? Verbs.run(none, terminal, "--help")
        : Verbs.run(none, terminal, verb, "--help");
  }

  private static int columns(@Nullable String text) {
    return text != null && text.matches("[1-9]\\d{1,3}") ? Integer.parseInt(text) : DEFAULT_COLUMNS;
  }
}
