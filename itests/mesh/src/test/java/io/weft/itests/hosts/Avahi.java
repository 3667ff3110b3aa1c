package io.weft.itests.hosts;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weft.itests.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The mDNS responder of most Linux machines on one host of a {@link Lan}, with a message bus and a
 * {@code /run} of its own.
 */
final class Avahi implements AutoCloseable {

  private static final int END_SECONDS = 10;

  private static final String START =
      """
      set -e
      mount -t tmpfs tmpfs /run
      mkdir -p /run/dbus /run/avahi-daemon
      cat > /run/avahi.conf <<END
      [server]
      use-ipv6=no
      allow-interfaces=lan
      [publish]
      publish-workstation=no
      END
      dbus-daemon --system --nofork --nopidfile &
      bus=$!
      trap 'kill $bus' EXIT
      until [ -e /run/dbus/system_bus_socket ]; do :; done
      avahi-daemon -f /run/avahi.conf --no-drop-root --no-chroot --no-rlimits &
      avahi=$!
      trap 'kill $avahi $bus; exit' TERM
      wait $avahi
      """;

  private final Site site;
  private final Process daemon;
  private final List<Process> published = new ArrayList<>();

  private Avahi(Site site, Process daemon) {
    this.site = site;
    this.daemon = daemon;
  }

  /** Skips the test where it is not installed. */
  static Avahi start(Site site, Lan lan, int host, Path folder) throws IOException {
    for (String program : List.of("avahi-daemon", "avahi-browse", "dbus-daemon", "nsenter")) {
      assumeTrue(
          Arrays.stream(System.getenv("PATH").split(":"))
              .anyMatch(path -> Files.isExecutable(Path.of(path, program))),
          program + " is not installed (Debian's avahi-daemon, avahi-utils, dbus-daemon)");
    }
    List<String> command = new ArrayList<>(lan.on(0, host));
    command.addAll(List.of("unshare", "--mount", "sh", "-c", START));
    Process daemon =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("avahi.log").toFile())
            .start();
    return new Avahi(site, daemon);
  }

  /** What it has found of our type: one line for each service. */
  List<String> browse() {
    return site.run(inside("avahi-browse", "--resolve", "--terminate", "--parsable", "_weft._tcp"))
        .out()
        .lines()
        .filter(line -> line.startsWith("="))
        .toList();
  }

  /** Announces a service until this is closed. */
  void publish(String name, int port, String... text) throws IOException {
    List<String> command =
        inside("avahi-publish-service", name, "_weft._tcp", Integer.toString(port));
    command.addAll(List.of(text));
    published.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  private List<String> inside(String... command) {
    List<String> whole =
        new ArrayList<>(
            List.of("nsenter", "--target", Long.toString(daemon.pid()), "--mount", "--net"));
    whole.addAll(List.of(command));
    return whole;
  }

  @Override
  public void close() {
    published.forEach(Process::destroy);
    daemon.destroy();
    try {
      if (daemon.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    daemon.destroyForcibly();
  }
}
