package io.weft.shell.verb;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What the script does by itself, because there need be no running node: help only. */
enum ScriptVerb {
  UP(
      "up",
      "Starts a node here and keeps it running in this terminal.",
      "weft up [--name NAME] [--data DIR] [--feature FEATURE]...%n"
          + "               [--bind ADDRESS] [--port PORT] [--roles A,B]%n"
          + "               [--set KEY=VALUE]... [--join TICKET|PLACE]...%n"
          + "               [--open] [--quiet]",
      "Example: weft up --name node-a"),
  DEMO(
      "demo",
      "Shows three nodes that find each other, on this machine alone.",
      "weft demo",
      "Example: weft demo"),
  JOIN(
      "join",
      "Brings this machine into the network that a ticket is from.",
      "weft join [--data DIR | --name NAME] TICKET",
      "Example: weft join TICKET (weft invite on the other machine prints one)");

  private final String verb;
  private final String description;
  private final String synopsis;
  private final String example;

  ScriptVerb(String verb, String description, String synopsis, String example) {
    this.verb = verb;
    this.description = description;
    this.synopsis = synopsis;
    this.example = example;
  }

  static void addAll(CommandLine commands) {
    for (ScriptVerb verb : values()) {
      commands.addSubcommand(
          verb.verb, new CommandLine(verb.spec()).setUnmatchedArgumentsAllowed(true));
    }
  }

  private CommandSpec spec() {
    Callable<Integer> refusal =
        () -> {
          throw new Failure(
              Exit.USAGE, "weft " + verb + " is run by the weft script, not by a running node");
        };
    return CommandSpec.wrapWithoutInspection(refusal)
        .addOption(
            OptionSpec.builder("-h", "--help")
                .type(boolean.class)
                .usageHelp(true)
                .description("Show this help.")
                .build())
        .usageMessage(
            new UsageMessageSpec()
                .description(description, "Run by the script: no node is needed.")
                .customSynopsis(synopsis)
                .footer("", example));
  }
}
