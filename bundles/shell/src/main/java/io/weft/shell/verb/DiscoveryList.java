package io.weft.shell.verb;

import io.weft.discovery.SourceInfo;
import io.weft.discovery.SourceInfo.State;
import io.weft.discovery.SourceInfo.Trouble;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import io.weft.shell.text.Shade;
import io.weft.shell.text.Table;
import io.weft.shell.text.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft discovery}: where this node hears of others, and switching that on and off. */
@Command(
    name = "discovery",
    description = {
      "The sources by which this node hears of others.",
      "Whether they run, what they have found, what does not work. on and off switch one until the"
          + " node stops; nodes that it found stay."
    },
    footer = {
      "",
      "Examples: weft discovery",
      "          weft discovery off mdns",
      "JSON: [{name, state, since, found, sightings, refused, lastSighting, nextLook, troubles:"
          + " [{place, reason, at, times}], lastError: {place, reason, at, times}}]; state is"
          + " starting, running, failed or off."
    })
final class DiscoveryList extends Verb {

  /** For a source that is switched, which mDNS needs most of: two seconds for its goodbye. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final long LOOK_NANOS = 5_000_000;

  /** What can be done with a source. */
  enum Turn {
    ON,
    OFF;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ACTION",
      description = "One of ${COMPLETION-CANDIDATES}; lists all if left out.")
  @Nullable Turn turn;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SOURCE",
      description = "The name of a source, as listed.")
  @Nullable String source;

  DiscoveryList(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    if (turn != null) {
      turn(turn);
    }
    List<SourceInfo> sources = mesh.sources().sources();
    if (json) {
      print(sources.stream().map(DiscoveryList::fields).toList());
    } else if (sources.isEmpty()) {
      terminal.remark("no source is installed: weft peers add ADDRESS adds a node by hand");
    } else {
      table(sources);
    }
    return Exit.FINE;
  }

  private void turn(Turn way) {
    if (source == null) {
      throw new Failure(Exit.USAGE, way + " what? weft discovery " + way + " SOURCE");
    }
    if (!mesh.sources().turn(source, way == Turn.ON)) {
      throw new Failure(
          Exit.NOT_FOUND,
          "no source \""
              + source
              + "\" is installed; there are "
              + mesh.sources().sources().stream()
                  .map(SourceInfo::name)
                  .collect(Collectors.joining(", ")));
    }
    awaitSettled(source, way == Turn.ON);
  }

  /** Opening sockets takes some tenths of a second: what is shown then is how that went. */
  private void awaitSettled(String name, boolean on) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (mesh.sources().sources().stream()
            .filter(each -> each.name().equals(name))
            .map(SourceInfo::state)
            .anyMatch(now -> on ? now == State.STARTING || now == State.OFF : now != State.OFF)
        && System.nanoTime() - deadline < 0
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void table(List<SourceInfo> sources) {
    Instant now = Instant.now();
    Table table =
        new Table("source", "state", ">found", ">refused", ">last seen", ">next look", "trouble");
    for (SourceInfo each : sources) {
      table.cell(each.name());
      table.cell(each.state().name().toLowerCase(Locale.ROOT), shade(each));
      table.cell(each.vouched());
      table.cell(each.refused());
      table.cell(each.lastSighting().map(at -> Figures.age(at, now)).orElse(""));
      table.cell(each.nextLook().filter(now::isBefore).map(at -> Figures.age(now, at)).orElse(""));
      table.cell(trouble(each), Shade.WARNING);
    }
    table.print(terminal);
    boolean several = sources.stream().anyMatch(each -> each.troubles().size() > 1);
    if (several) {
      terminal.remark("weft discovery --json has all troubles");
    }
  }

  private static String trouble(SourceInfo source) {
    if (source.troubles().isEmpty()) {
      return "";
    }
    Trouble newest = source.troubles().get(0);
    int more = source.troubles().size() - 1;
    return (newest.place().isEmpty() ? "" : newest.place() + ": ")
        + newest.reason()
        + (newest.times() > 1 ? " (" + newest.times() + " times)" : "")
        + (more > 0 ? "; and " + more + " more" : "");
  }

  private static Shade shade(SourceInfo source) {
    return switch (source.state()) {
      case RUNNING -> Shade.GOOD;
      case STARTING -> Shade.WARNING;
      case FAILED -> Shade.BAD;
      case OFF -> Shade.FAINT;
    };
  }

  private static Map<String, @Nullable Object> fields(SourceInfo source) {
    return Json.object(
        "name", source.name(),
        "state", source.state(),
        "since", source.since(),
        "found", source.vouched(),
        "sightings", source.sightings(),
        "refused", source.refused(),
        "lastSighting", source.lastSighting(),
        "nextLook", source.nextLook(),
        "troubles", source.troubles().stream().map(DiscoveryList::fields).toList(),
        "lastError", source.lastError().map(DiscoveryList::fields));
  }

  private static Map<String, @Nullable Object> fields(Trouble trouble) {
    return Json.object(
        "place", trouble.place(),
        "reason", trouble.reason(),
        "at", trouble.at(),
        "times", trouble.times());
  }
}
