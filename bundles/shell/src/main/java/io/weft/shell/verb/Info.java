package io.weft.shell.verb;

import io.weft.node.NodeRecord;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import picocli.CommandLine.Command;

/** {@code weft info}: this node and its process. */
@Command(
    name = "info",
    description = "This node: who it is, where it listens, and its process.",
    footer = {
      "",
      "Example: weft info",
      "JSON: {id, name, network, ready, addresses, bulkAddresses, transports: [{schemes, state, bundle}], roles,"
          + " capabilities, version, java, process, uptimeMillis, threads, heapUsedBytes, heapMaxBytes}."
    })
final class Info extends Verb {

  Info(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    NodeRecord self = mesh.node().record();
    boolean ready = mesh.node().ready();
    Runtime runtime = Runtime.getRuntime();
    long heapUsed = runtime.totalMemory() - runtime.freeMemory();
    Duration uptime = Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    long process = ProcessHandle.current().pid();
    if (json) {
      print(
          Json.object(
              "id", self.id(),
              "name", self.name(),
              "network", self.network(),
              "ready", ready,
              "addresses", self.addresses(),
              "bulkAddresses", self.bulkAddresses(),
              "transports", mesh.carriers().stream().map(Carrier::fields).toList(),
              "roles", new TreeSet<>(self.roles()),
              "capabilities", new TreeMap<>(self.capabilities()),
              "version", version(),
              "java", Runtime.version(),
              "process", process,
              "uptimeMillis", uptime.toMillis(),
              "threads", threads,
              "heapUsedBytes", heapUsed,
              "heapMaxBytes", runtime.maxMemory()));
      return Exit.FINE;
    }
    terminal.line("name       " + self.name() + (ready ? "" : " (not ready yet)"));
    terminal.line("id         " + self.id());
    terminal.line("network    " + self.network());
    terminal.line("listens at " + listed(self.addresses()));
    if (!self.bulkAddresses().isEmpty()) {
      terminal.line("for bulk   " + listed(self.bulkAddresses()));
    }
    String carriers = mesh.carriers().stream().map(Carrier::text).collect(Collectors.joining("; "));
    terminal.line("transports " + (carriers.isEmpty() ? "nothing" : carriers));
    terminal.line("roles      " + listed(new TreeSet<>(self.roles()).stream().toList()));
    terminal.line(
        "has        " + listed(new TreeMap<>(self.capabilities()).entrySet().stream().toList()));
    terminal.line("version    " + version() + ", Java " + Runtime.version());
    terminal.line("process    " + process + ", up " + Figures.duration(uptime));
    terminal.line(
        "uses       "
            + threads
            + " threads, heap "
            + Figures.bytes(heapUsed)
            + " of "
            + Figures.bytes(runtime.maxMemory()));
    return Exit.FINE;
  }

  private static String listed(List<?> values) {
    return values.isEmpty()
        ? "nothing"
        : values.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** The version of Weft: that of this bundle. */
  private static String version() {
    Bundle bundle = FrameworkUtil.getBundle(Info.class);
    return bundle == null ? "unknown" : bundle.getVersion().toString();
  }
}
