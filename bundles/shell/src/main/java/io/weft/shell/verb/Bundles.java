package io.weft.shell.verb;

import io.weft.shell.text.Figures;
import io.weft.shell.text.Terminal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft bundles}: the parts of the running node, and how to replace them. */
@Command(
    name = "bundles",
    description = {"The parts of the running node; replaces them while it runs."},
    footer = {
      "",
      "Examples: weft bundles",
      "          weft bundles update transport.tcp new.jar",
      "update without FILE reads the place again that the bundle came from.",
      "JSON: [{id, state, name, version, fragment, provides, native: {platform, machine, others},"
          + " location}]; after a change {action, id, name, version, state, millis}."
    })
final class Bundles extends Verb {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ACTION",
      description = "One of ${COMPLETION-CANDIDATES}; lists all if left out.")
  Change.@Nullable Action action;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "A symbolic name, with or without io.weft., or a number; for install the jar.")
  @Nullable String name;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "FILE",
      description = "For update: the new jar.")
  @Nullable String file;

  @Option(names = "--all", description = "List all fragments, not only those with native code.")
  boolean all;

  Bundles(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() throws InterruptedException {
    if (action == null) {
      list();
    } else if (name == null) {
      throw new Failure(Exit.USAGE, action + " what? weft bundles " + action + " NAME");
    } else if (file != null && action != Change.Action.UPDATE) {
      throw new Failure(Exit.USAGE, action + " takes no FILE; only update does");
    } else {
      change(new Change(mesh.framework(), action, name, file));
    }
    return Exit.FINE;
  }

  private void list() {
    BundleList bundles = new BundleList(new Installed(mesh.framework()));
    if (json) {
      print(bundles.fields());
    } else {
      bundles.table(all).print(terminal);
    }
  }

  private void change(Change change) throws InterruptedException {
    if (change.endsTheShell()) {
      terminal.remark(change.name() + " carries this shell: it follows after this answer");
      terminal.afterwards(change::runUnseen);
      return;
    }
    long start = System.nanoTime();
    change.run();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    if (json) {
      print(change.fields(took));
    } else {
      terminal.line(change.sentence() + " in " + Figures.duration(took));
    }
    change.hint().ifPresent(terminal::remark);
  }
}
