package io.weft.launcher;

import io.weft.launcher.settings.Assignment;
import io.weft.launcher.settings.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The command line of {@code weft up}.
 *
 * @param features in the order in which they are installed
 * @param join the ticket
 * @param settings what options such as {@code --port} set
 * @param flags what {@code --set} says
 */
record Up(
    Optional<String> name,
    Optional<String> data,
    List<String> features,
    Optional<String> join,
    List<Assignment> settings,
    List<String> flags,
    boolean quiet,
    boolean help) {

  /** What a node has unless {@code WEFT_FEATURES} names others. */
  static final List<String> DEFAULT_FEATURES =
      List.of("base", "node", "transport-tcp", "transport-unix", "discovery", "shell");

  static final String USAGE =
      """
      usage: weft up [options]
      Starts a node and stays in the foreground; Ctrl-C stops it.

        --name NAME       the node's name (default: the host's)
        --data DIR        the node's folder (default: $WEFT_DATA, else ~/.weft/NAME or ~/.weft/default)
        --feature F       adds a feature, for example hello; repeatable
        --bind ADDRESS    listens on this address (setting bind_address)
        --port PORT       listens on this port, 0 for any free one (setting port)
        --roles A,B       what the node offers to others (setting roles)
        --join TICKET     joins the network of a ticket first, see weft invite
        --join PLACE      looks for others there: a registry file, a directory or URL of such files, or
                          a node's address, tcp://HOST:PORT; repeatable, see weft registry
        --open            admits every node of the local network: no trust at all
        --set KEY=VALUE   sets any setting, for example discovery.mdns.query_period_s=10; repeatable
        --quiet           prints warnings and errors only
      """;

  private static final List<String> OPTIONS =
      List.of(
          "--name",
          "--data",
          "--feature",
          "--bind",
          "--port",
          "--roles",
          "--join",
          "--open",
          "--set",
          "--quiet",
          "--help");

  /**
   * @param features those of every node
   * @throws Refusal if it is wrong
   */
  static Up parse(List<String> arguments, List<String> features) {
    Optional<String> name = Optional.empty();
    Optional<String> data = Optional.empty();
    Optional<String> join = Optional.empty();
    Set<String> all = new LinkedHashSet<>(features);
    List<Assignment> settings = new ArrayList<>();
    List<String> flags = new ArrayList<>();
    boolean quiet = false;
    boolean help = false;
    Arguments rest = new Arguments(arguments);
    while (rest.hasNext()) {
      String option = rest.option();
      switch (option) {
        case "--name" -> {
          name = Optional.of(rest.value());
          settings.add(Assignment.network("name", name.get(), option));
        }
        case "--data" -> data = Optional.of(rest.value());
        case "--feature" -> all.addAll(List.of(rest.value().split(",")));
        case "--bind" -> settings.add(Assignment.network("bind_address", rest.value(), option));
        case "--port" -> settings.add(Assignment.network("port", rest.value(), option));
        case "--roles" -> settings.add(Assignment.network("roles", rest.value(), option));
        case "--join" -> {
          Joining how = Joining.of(rest.value());
          if (how.ticket() && join.isPresent()) {
            throw new Refusal("--join was given two tickets: a node is in one network");
          }
          if (how.ticket()) {
            join = Optional.of(how.text());
          } else {
            settings.add(how.assignment());
          }
        }
        case "--open" -> settings.add(Assignment.network("open", "true", option));
        case "--set" -> flags.add(rest.value());
        case "--quiet", "-q" -> quiet = true;
        case "--help", "-h" -> help = true;
        default ->
            throw new Refusal(
                "weft up has no option "
                    + option
                    + Nearest.hint(option, OPTIONS)
                    + "\nweft up --help shows all");
      }
    }
    return new Up(name, data, List.copyOf(all), join, settings, flags, quiet, help);
  }
}
