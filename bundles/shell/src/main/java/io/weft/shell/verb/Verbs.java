package io.weft.shell.verb;

import io.weft.shell.text.Terminal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The command line {@code weft VERB …}: reads it, runs the verb, turns failures into words. */
public final class Verbs {

  /** What makes each verb that a node answers, in the order of the help. */
  private static final Map<String, BiFunction<Mesh, Terminal, Verb>> VERBS = new LinkedHashMap<>();

  static {
    VERBS.put("nodes", Nodes::new);
    VERBS.put("services", Services::new);
    VERBS.put("peers", PeerList::new);
    VERBS.put("links", Links::new);
    VERBS.put("discovery", DiscoveryList::new);
    VERBS.put("registry", Registry::new);
    VERBS.put("request", Request::new);
    VERBS.put("publish", Publish::new);
    VERBS.put("subscribe", Subscribe::new);
    VERBS.put("control", ControlPoints::new);
    VERBS.put("send", Send::new);
    VERBS.put("fetch", Fetch::new);
    VERBS.put("transfers", TransferList::new);
    VERBS.put("transfer", TransferChange::new);
    VERBS.put("bundles", Bundles::new);
    VERBS.put("explain", Explain::new);
    VERBS.put("invite", Invite::new);
    VERBS.put("tickets", OpenTickets::new);
    VERBS.put("revoke", Revoke::new);
    VERBS.put("rotate-key", RotateKey::new);
    VERBS.put("find", Find::new);
    VERBS.put("metrics", MetricList::new);
    VERBS.put("info", Info::new);
    VERBS.put("stop", Stop::new);
  }

  /** The verbs that a node answers, in the order of the help. */
  public static final List<String> NAMES = List.copyOf(VERBS.keySet());

  /** Width of help where there is no terminal: an ordinary one's. */
  private static final int HELP_WIDTH = 80;

  private static final int MAX_HELP_WIDTH = 100;

  /** Below this picocli refuses to lay out its columns (55) or they are hard to read. */
  private static final int MIN_HELP_WIDTH = 60;

  @Command(
      name = "weft",
      synopsisHeading = "Usage: ",
      customSynopsis = "weft VERB [ARGUMENTS] [--data DIR | --name NAME]",
      description = {
        "",
        "A mesh of nodes that find each other. Start one with weft up, then ask it.",
        "weft VERB --help tells more about a verb."
      },
      commandListHeading = "%nVerbs:%n",
      footer = {
        "",
        "--data DIR or --name NAME says which node is meant, if several run.",
        "--json prints JSON, for scripts; every verb that asks a node has it.",
        "Exit codes: 0 fine, 1 failed, 2 wrong usage, 3 no node is running, 4 not found, 5 the"
            + " time was up, 6 not allowed there."
      })
  private static final class Root implements Runnable {
    @Override
    public void run() {
      throw new Failure(Exit.USAGE, "a verb is missing: weft --help lists them");
    }
  }

  private Verbs() {}

  /**
   * Runs one command line on this thread. Interrupting the thread ends the command.
   *
   * @return the exit code
   */
  public static int run(Mesh mesh, Terminal terminal, String... arguments) {
    String[] line = withoutHelpVerb(arguments);
    // One verb alone is read in a tenth of the time that all of them take.
    boolean one = line.length > 0 && VERBS.containsKey(line[0]);
    CommandLine commands = commands(mesh, terminal, one ? List.of(line[0]) : NAMES);
    try {
      boolean named = line.length > 0 && !line[0].startsWith("-");
      return named && !commands.getSubcommands().containsKey(line[0])
          ? unknown(line[0], commands.getSubcommands().keySet(), terminal)
          : commands.execute(line);
    } finally {
      terminal.flush();
    }
  }

  private static CommandLine commands(Mesh mesh, Terminal terminal, List<String> verbs) {
    CommandLine root = new CommandLine(new Root());
    root.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .type(boolean.class)
                .usageHelp(true)
                .hidden(true)
                .build());
    ScriptVerb.addAll(root);
    VERBS.forEach(
        (name, verb) -> {
          if (verbs.contains(name)) {
            root.addSubcommand(whole(verb.apply(mesh, terminal)));
          }
        });
    root.registerConverter(Duration.class, new Durations());
    root.registerConverter(Change.Action.class, new Choice<>(Change.Action.class));
    root.registerConverter(DiscoveryList.Turn.class, new Choice<>(DiscoveryList.Turn.class));
    root.registerConverter(Find.Kind.class, new Choice<>(Find.Kind.class));
    // An argument @file would be read here, with the node's rights.
    root.setExpandAtFiles(false);
    root.setOut(terminal.out());
    root.setErr(terminal.err());
    root.setUsageHelpWidth(helpWidth(terminal.columns()));
    root.setColorScheme(
        CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF));
    root.setParameterExceptionHandler((e, line) -> misused(e, terminal));
    root.setExecutionExceptionHandler((e, line, parsed) -> failed(e, line, terminal));
    return root;
  }

  private static CommandLine whole(Verb verb) {
    CommandLine command = new CommandLine(verb);
    if (verb instanceof VerbGroup group) {
      group.parts().forEach(command::addSubcommand);
    }
    return command;
  }

  /** {@code help nodes} is {@code nodes --help}. */
  private static String[] withoutHelpVerb(String[] arguments) {
    if (arguments.length == 0 || !arguments[0].equals("help")) {
      return arguments;
    }
    String[] asked = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
    asked[asked.length - 1] = "--help";
    return asked;
  }

  private static int unknown(String given, Collection<String> verbs, Terminal terminal) {
    String guess = Nearest.to(given, verbs).map(name -> "; did you mean " + name + "?").orElse("");
    terminal.remark("there is no verb \"" + given + "\"" + guess + "\nweft --help lists them");
    return Exit.USAGE.code();
  }

  private static int misused(ParameterException e, Terminal terminal) {
    CommandLine line = e.getCommandLine();
    String verb = line.getCommandSpec().qualifiedName();
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    terminal.remark(verb + ": " + message + "\n" + verb + " --help tells how it is used");
    return Exit.USAGE.code();
  }

  private static int failed(Exception e, CommandLine line, Terminal terminal) {
    String verb = line.getCommandSpec().qualifiedName();
    if (e instanceof Failure failure) {
      terminal.remark(verb + ": " + failure.getMessage());
      return failure.exit().code();
    }
    if (e instanceof InterruptedException) {
      terminal.remark(verb + ": cancelled");
    } else {
      Unexpected.log(verb, e);
      terminal.remark(verb + ": failed unexpectedly: " + e + " (the node's log has more)");
    }
    return Exit.FAILED.code();
  }

  private static int helpWidth(int columns) {
    return columns == 0 ? HELP_WIDTH : Math.max(MIN_HELP_WIDTH, Math.min(columns, MAX_HELP_WIDTH));
  }
}
