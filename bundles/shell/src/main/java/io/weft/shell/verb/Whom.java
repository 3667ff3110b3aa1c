package io.weft.shell.verb;

import io.weft.exchange.RequestOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a request is made, as a person says them. */
final class Whom {

  @Option(names = "--to", paramLabel = "NODE", description = "Only this node may answer.")
  @Nullable String to;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "Only nodes with this role may answer.")
  @Nullable String role;

  @Option(
      names = "--range",
      paramLabel = "VERSIONS",
      description = "Only these versions may answer, such as '[1.2,2)'.")
  @Nullable String range;

  @Option(
      names = "--balancer",
      paramLabel = "NAME",
      description = {
        "Who chooses one of the nodes: round-robin, power-of-two, least-outstanding, locality,"
            + " sticky, weighted, or one that a bundle brings."
      })
  @Nullable String balancer;

  @Option(
      names = "--key",
      paramLabel = "TEXT",
      description = "What it is about: with --balancer sticky one key stays with one node.")
  @Nullable String key;

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = "How often to try again what may run twice, 0 to 9; 0: ask one node only.")
  @Nullable Integer retries;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "0 to 9: larger goes first where the node has a choice.")
  @Nullable Integer priority;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "How long to wait for an answer, such as 5s; else the network's setting.")
  @Nullable Duration timeout;

  /**
   * The same for the exchange.
   *
   * @throws Failure if the node is unknown, or a number is out of range
   */
  RequestOptions options(Names names) {
    RequestOptions options = RequestOptions.DEFAULT;
    options = to == null ? options : options.withTarget(names.find(to));
    options = role == null ? options : options.withRole(role);
    options = range == null ? options : options.withVersions(range);
    options = balancer == null ? options : options.withBalancer(balancer);
    options = key == null ? options : options.withKey(key);
    options = timeout == null ? options : options.withDeadline(timeout);
    try {
      options = retries == null ? options : options.withRetries(retries);
      return priority == null ? options : options.withPriority(priority);
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.USAGE, "--" + String.valueOf(e.getMessage()).replace(" is ", " "));
    }
  }
}
