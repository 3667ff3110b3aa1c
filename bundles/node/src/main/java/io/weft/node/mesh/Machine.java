package io.weft.node.mesh;

import io.weft.discovery.Availability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What this machine has, and what it has to spare. Safe on every thread. */
final class Machine {

  /** Capability by which nodes of one machine know each other. */
  static final String MACHINE_ID = "machine_id";

  private static final int MACHINE_ID_BYTES = 8;
  private static final int MAX_GPUS = 16;

  private final Path root;
  private final MachineFigures figures;

  /**
   * @param root where the system's files are: {@code /}
   */
  Machine(Path root) {
    this.root = root;
    this.figures = MachineFigures.of(root);
  }

  /** What the machine has; does not change while it runs. */
  Map<String, String> capabilities() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    figures.memoryBytes().ifPresent(bytes -> all.put("memory_bytes", Long.toString(bytes)));
    all.put("os", System.getProperty("os.name"));
    all.put("arch", System.getProperty("os.arch"));
    all.put("java", Integer.toString(Runtime.version().feature()));
    all.put(MACHINE_ID, machineId());
    addGpus(all);
    return all;
  }

  /** What it has to spare now. */
  Availability availability() {
    return new Availability(
        (int) Math.round(100 * figures.load().orElse(0)), figures.freeBytes().orElse(0));
  }

  /** A hash, so that the system's own id stays here. */
  private String machineId() {
    String secret;
    try {
      secret = Files.readString(root.resolve("etc/machine-id")).strip();
    } catch (IOException e) {
      secret = String.valueOf(System.getenv("COMPUTERNAME")) + System.getProperty("user.name");
    }
    secret += bootId() + networkNamespace();
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(("weft machine " + secret).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, MACHINE_ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** Machines that were cloned share their id, but not their start. */
  private String bootId() {
    try {
      return Files.readString(root.resolve("proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** Containers of one machine share its ids, but not its loopback interface. */
  private String networkNamespace() {
    try {
      return Files.readSymbolicLink(root.resolve("proc/self/ns/net")).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private void addGpus(Map<String, String> all) {
    Path nvidia = root.resolve("proc/driver/nvidia/gpus");
    if (!Files.isDirectory(nvidia)) {
      return;
    }
    int number = 0;
    try (DirectoryStream<Path> gpus = Files.newDirectoryStream(nvidia)) {
      for (Path gpu : gpus) {
        Optional<String> model =
            Files.readAllLines(gpu.resolve("information")).stream()
                .filter(line -> line.startsWith("Model:"))
                .map(line -> line.substring("Model:".length()).strip())
                .findFirst();
        if (model.isPresent() && number < MAX_GPUS) {
          all.put("gpu." + number++, model.get());
        }
      }
    } catch (IOException e) {
      return; // it has none that we could name
    }
  }
}
