package io.weft.shell.verb;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Conversation;
import io.weft.exchange.Encoded;
import io.weft.exchange.Gathered;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestOptions;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft request}: calls an action, once or at a rate. */
@Command(
    name = "request",
    description = {
      "Calls an action of a service and prints the result as JSON.",
      "With --stream: prints the items of the answer as they come, one a line.",
      "With --rate: asks again and again, and prints one line of how it went."
    },
    footer = {
      "",
      "Examples: weft request hello greet '{\"name\": \"Ada\"}'",
      "          weft request hello greet '{\"name\": \"Ada\"}' --rate 500 --for 10s",
      "          weft request ticker ticks '{\"count\": 5, \"millis\": 200}' --stream",
      "          weft request ticker sum --stream --item 1 --item 2",
      "With --all: [{node, name, result or failure}]; exit code 1 if one has failed.",
      "JSON: {node, name, millis, result}; with --stream {node, name, item} a line;"
          + " with --rate {asked, answered, failed, by, p50Millis,"
          + " p99Millis, longestGapMillis, firstFailure}.",
      "Exit code: 1 failed, 4 no such node, service or action, 5 the time was up,"
          + " 6 this node may not call it."
    })
final class Request extends Verb {

  @Parameters(index = "0", paramLabel = "PATH", description = "The service, such as user/auth.")
  String path = "";

  @Parameters(index = "1", paramLabel = "ACTION", description = "The action, such as login.")
  String action = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "JSON",
      description = "The parameters; none if left out.")
  @Nullable String params;

  @Mixin Whom whom = new Whom();

  @Option(
      names = "--all",
      description = "Ask every node that offers it, and print what each one answers.")
  boolean all;

  @ArgGroup(exclusive = false, heading = "As a stream:%n")
  @Nullable Stream stream;

  @ArgGroup(exclusive = false, heading = "At a rate:%n")
  @Nullable Pace pace;

  /** A conversation instead of a plain request. */
  static final class Stream {
    @Option(
        names = "--stream",
        required = true,
        description = "Print items as they come; --timeout is for all of it.")
    boolean on;

    @Option(
        names = "--item",
        paramLabel = "JSON",
        description = "An item to send, in order; then this side ends.")
    List<String> items = List.of();

    @Option(names = "--count", paramLabel = "N", description = "End after this many items.")
    @Nullable Long count;
  }

  /** How often to ask. */
  static final class Pace {
    @Option(
        names = "--rate",
        required = true,
        paramLabel = "N",
        description = "Requests a second, 1 to 1000000.")
    int rate;

    @Option(
        names = "--for",
        paramLabel = "TIME",
        defaultValue = "10s",
        description = "For how long (default: ${DEFAULT-VALUE}).")
    Duration duration = Duration.ofSeconds(10);

    @Option(
        names = "--in-flight",
        paramLabel = "N",
        defaultValue = "256",
        description = "Requests that may wait at once, 1 to 100000 (default: ${DEFAULT-VALUE}).")
    int inFlight;

    @Option(names = "--verbose", description = "Print progress each second.")
    boolean verbose;
  }

  Request(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() throws InterruptedException {
    Encoded sent = PayloadText.encoded(params);
    RequestOptions options = whom.options(new Names(mesh));
    if (all && pace != null) {
      throw new Failure(Exit.USAGE, "--all with --rate: ask all once, or one at a rate");
    }
    if (all && stream != null) {
      throw new Failure(Exit.USAGE, "--all with --stream: a conversation is with one node");
    }
    if (stream != null) {
      return streamed(sent, options, stream);
    }
    if (all) {
      return everyone(sent, options);
    }
    return pace == null ? once(sent, options) : paced(sent, options, pace);
  }

  private Exit once(@Nullable Encoded sent, RequestOptions options) throws InterruptedException {
    long start = System.nanoTime();
    Reply reply = answer(sent, options);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    Json.Raw result = PayloadText.json(reply, mesh);
    if (json) {
      print(
          Json.object(
              "node", reply.from(),
              "name", new Names(mesh).of(reply.from()),
              "millis", Figures.millis(took),
              "result", result));
    } else {
      print(result);
    }
    return Exit.FINE;
  }

  private Exit everyone(@Nullable Encoded sent, RequestOptions options)
      throws InterruptedException {
    Gathered gathered = await(() -> askAll(sent, options));
    Names names = new Names(mesh);
    List<Object> rows = new ArrayList<>();
    gathered
        .answers()
        .forEach(
            (node, reply) ->
                rows.add(
                    Json.object(
                        "node", node,
                        "name", names.of(node),
                        "result", PayloadText.json(reply, mesh))));
    gathered
        .failures()
        .forEach(
            (node, failure) ->
                rows.add(
                    Json.object(
                        "node", node,
                        "name", names.of(node),
                        "failure", failure.getMessage())));
    print(rows);
    return gathered.failures().isEmpty() ? Exit.FINE : Exit.FAILED;
  }

  private Reply answer(@Nullable Encoded sent, RequestOptions options) throws InterruptedException {
    return await(() -> askOne(sent, options));
  }

  // There is no @Nullable in the api; it allows null for no parameters.
  @SuppressWarnings("NullAway")
  private CompletableFuture<Reply> askOne(@Nullable Encoded sent, RequestOptions options) {
    return mesh.exchange().request(path, action, sent, options);
  }

  @SuppressWarnings("NullAway") // as above
  private CompletableFuture<Gathered> askAll(@Nullable Encoded sent, RequestOptions options) {
    return mesh.exchange().requestAll(path, action, sent, options);
  }

  private <T> T await(Supplier<CompletableFuture<T>> ask) throws InterruptedException {
    CompletableFuture<T> answer;
    try {
      answer = ask.get();
    } catch (RequestException | IllegalArgumentException e) {
      throw failure(e);
    }
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (CancellationException e) {
      throw new Failure(Exit.FAILED, path + " " + action + " was cancelled by the node");
    } finally {
      answer.cancel(false);
    }
  }

  // There is no @Nullable in the api; it allows null for no parameters.
  @SuppressWarnings("NullAway")
  private Exit streamed(@Nullable Encoded sent, RequestOptions options, Stream asked)
      throws InterruptedException {
    if (pace != null) {
      throw new Failure(Exit.USAGE, "--stream and --rate do not go together");
    }
    if (asked.count != null && asked.count < 1) {
      throw new Failure(Exit.USAGE, "--count " + asked.count + ": at least 1 is needed");
    }
    List<Encoded> items = asked.items.stream().map(PayloadText::encoded).toList();
    CompletableFuture<Conversation> begun = mesh.exchange().open(path, action, sent, options);
    try {
      new Streamed(mesh, terminal, json).show(begun.get(), items, asked.count);
      return Exit.FINE;
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (RequestException | ApplicationException e) {
      throw failure(e);
    } finally {
      begun.cancel(false);
    }
  }

  private Exit paced(@Nullable Encoded sent, RequestOptions options, Pace asked)
      throws InterruptedException {
    range("--rate", asked.rate, 1_000_000);
    range("--in-flight", asked.inFlight, 100_000);
    if (asked.duration.isZero()) {
      throw new Failure(Exit.USAGE, "--for 0s asks nothing: write 1ms to 168h");
    }
    Load load = new Load(mesh.exchange(), path, action, sent, options, asked.inFlight);
    load.run(
        asked.rate, asked.duration, asked.verbose ? line -> terminal.remark(line) : line -> {});
    Load.Outcome outcome = load.outcome();
    Names names = new Names(mesh);
    if (json) {
      print(outcome.fields(names));
    } else {
      terminal.line(outcome.line(names));
      outcome.firstFailure().ifPresent(first -> terminal.remark("first failure: " + first));
    }
    return outcome.failed() > 0 ? Exit.FAILED : Exit.FINE;
  }

  private static void range(String option, int value, int max) {
    if (value < 1 || value > max) {
      throw new Failure(Exit.USAGE, option + " " + value + " (1 to " + max + ")");
    }
  }

  private Failure failure(Throwable cause) {
    if (cause instanceof RequestException e) {
      Exit exit =
          switch (e.reason()) {
            case NO_SERVICE, NO_ACTION -> Exit.NOT_FOUND;
            case DEADLINE -> Exit.DEADLINE;
            case FORBIDDEN -> Exit.FORBIDDEN;
            case BAD_OPTIONS -> Exit.USAGE;
            default -> Exit.FAILED;
          };
      return new Failure(exit, explained(e));
    }
    if (cause instanceof ApplicationException e) {
      return new Failure(
          Exit.FAILED, path + " " + action + " answered with the error " + explained(e));
    }
    return new Failure(Exit.FAILED, path + " " + action + " failed: " + cause.getMessage());
  }

  /** Code, message and details, each of these on one line, whatever is in it. */
  static String explained(ApplicationException e) {
    StringBuilder text = new StringBuilder(e.code()).append(": ").append(e.getMessage());
    e.details()
        .forEach(
            (name, value) ->
                text.append("\n  ").append((name + ": " + value).replaceAll("\\R", " ")));
    return text.toString();
  }

  /** The message, and whether trying again is safe. */
  static String explained(RequestException e) {
    if (e.reason() == RequestException.Reason.BAD_OPTIONS) {
      return String.valueOf(e.getMessage());
    }
    if (e.reason() == RequestException.Reason.FORBIDDEN) {
      return e.getMessage()
          + "\nnothing has run: trying again helps when roles or rules have changed";
    }
    return e.getMessage()
        + (e.retrySafe()
            ? "\nnothing has run: trying again is safe"
            : "\nit may have run: try again only if the action may run twice");
  }
}
