package io.weft.shell.verb;

import io.weft.exchange.Service;
import io.weft.exchange.ServiceMetrics;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import io.weft.shell.text.Shade;
import io.weft.shell.text.Table;
import io.weft.shell.text.Terminal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft services}: what can be called, here and elsewhere. */
@Command(
    name = "services",
    description = {
      "The services that can be called, here and on other nodes.",
      "Those below weft/, by which nodes themselves talk, only with --all or by their path."
    },
    footer = {
      "",
      "Example: weft services user/auth",
      "JSON: [{path, version, description, node, name, local, actions, subscriptions, state,"
          + " requests, errors, failures, refused, outstanding, meanMillis}]; state is available,"
          + " unreachable or gone."
    })
final class Services extends Verb {

  @Parameters(
      arity = "0..1",
      paramLabel = "PATH",
      defaultValue = "",
      description = "Only this service, or all below this path.")
  String path = "";

  @Option(names = "--all", description = "Also those by which nodes themselves talk.")
  boolean all;

  Services(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    Names names = new Names(mesh);
    List<Service> services = new ArrayList<>(mesh.directory().local());
    services.addAll(mesh.directory().remote());
    services.sort(
        Comparator.comparing((Service service) -> service.description().path())
            .thenComparing(service -> !names.isSelf(service.node()))
            .thenComparing(service -> names.of(service.node())));
    List<Service> shown = services.stream().filter(this::wanted).toList();
    if (shown.isEmpty() && !path.isEmpty()) {
      throw notFound(path, services);
    }
    if (json) {
      print(shown.stream().map(service -> fields(service, names)).toList());
    } else if (shown.isEmpty()) {
      terminal.remark("no services yet: install a bundle that registers a Handler");
    } else {
      table(shown, names);
    }
    return Exit.FINE;
  }

  private boolean wanted(Service service) {
    String found = service.description().path();
    return path.isEmpty()
        ? all || !isOfWeft(service)
        : found.equals(path) || found.startsWith(path + "/");
  }

  /** Whether it is one by which nodes themselves talk, not one of an application. */
  static boolean isOfWeft(Service service) {
    return service.description().path().startsWith("weft/");
  }

  private static Failure notFound(String path, List<Service> services) {
    TreeSet<String> paths = new TreeSet<>();
    services.forEach(service -> paths.add(service.description().path()));
    String there = paths.isEmpty() ? "there are none" : "there are " + String.join(", ", paths);
    return new Failure(Exit.NOT_FOUND, "no service at \"" + path + "\"; " + there);
  }

  private void table(List<Service> services, Names names) {
    Table table =
        new Table(
            "path",
            "version",
            "node",
            "where",
            "actions",
            "state",
            ">requests",
            ">errors",
            ">mean time");
    for (Service service : services) {
      ServiceMetrics metrics = service.metrics();
      long errors = metrics.errors() + metrics.failures();
      table.cell(service.description().path());
      table.cell(service.description().version());
      table.cell(names.of(service.node()));
      table.cell(names.isSelf(service.node()) ? "local" : "remote");
      table.cell(String.join(", ", new TreeSet<>(service.description().actions())));
      table.cell(service.state().name().toLowerCase(Locale.ROOT), shade(service.state()));
      table.cell(metrics.requests());
      table.cell(errors, errors > 0 ? Shade.WARNING : Shade.PLAIN);
      table.cell(metrics.requests() == 0 ? "" : Figures.duration(metrics.meanTime()));
    }
    table.print(terminal);
  }

  private static Map<String, @Nullable Object> fields(Service service, Names names) {
    ServiceMetrics metrics = service.metrics();
    return Json.object(
        "path", service.description().path(),
        "version", service.description().version(),
        "description", service.description().description(),
        "node", service.node(),
        "name", names.of(service.node()),
        "local", names.isSelf(service.node()),
        "actions", new TreeSet<>(service.description().actions()),
        "subscriptions", service.description().subscriptions(),
        "state", service.state(),
        "requests", metrics.requests(),
        "errors", metrics.errors(),
        "failures", metrics.failures(),
        "refused", metrics.refused(),
        "outstanding", metrics.outstanding(),
        "meanMillis", Figures.millis(metrics.meanTime()));
  }

  private static Shade shade(Service.State state) {
    return switch (state) {
      case AVAILABLE -> Shade.GOOD;
      case UNREACHABLE -> Shade.WARNING;
      case GONE -> Shade.FAINT;
    };
  }
}
