package io.weft.itests.hosts;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An mDNS implementation in Python on one host of a {@link Lan}: it browses and announces. */
final class Zeroconf implements AutoCloseable {

  /** Debian's own: others on the path do not see its packages. */
  private static final String PYTHON = "/usr/bin/python3";

  private final Process process;
  private final List<JsonNode> found = new CopyOnWriteArrayList<>();

  private Zeroconf(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "zeroconf-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Skips the test where it is not installed.
   *
   * @param announced a name, a port and strings of a TXT record; or nothing
   */
  static Zeroconf start(Lan lan, int host, Path folder, String... announced) throws IOException {
    assumeTrue(
        Files.isExecutable(Path.of(PYTHON))
            && new ProcessBuilder(PYTHON, "-c", "import zeroconf")
                    .start()
                    .onExit()
                    .join()
                    .exitValue()
                == 0,
        "python3-zeroconf is not installed");
    Path script = folder.resolve("neighbour.py");
    try (InputStream in = Zeroconf.class.getResourceAsStream("/hosts/neighbour.py")) {
      Files.write(script, in.readAllBytes());
    }
    List<String> command = new ArrayList<>(lan.on(0, host));
    command.addAll(List.of(PYTHON, script.toString(), lan.address(0, host)));
    command.addAll(List.of(announced));
    return new Zeroconf(
        new ProcessBuilder(command).redirectError(folder.resolve("zeroconf.log").toFile()).start());
  }

  /** What it has found so far: name, port, addresses and text. */
  List<JsonNode> found() {
    return List.copyOf(found);
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        found.add(new ObjectMapper().readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
