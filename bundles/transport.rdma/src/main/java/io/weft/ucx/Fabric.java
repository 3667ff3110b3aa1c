package io.weft.ucx;

import io.weft.endpoint.Reasons;
import io.weft.transport.rdma.RdmaSettings;
import java.io.IOException;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What UCX has on this machine, said as it is: {@code rdma(mlx5_0)}, {@code ucx-shm}.
 *
 * @param state for people
 * @param transports as in {@code UCX_TLS}
 * @param hardware whether other machines can be reached
 * @param remark why it is not more; empty if there is nothing to say
 */
record Fabric(String state, String transports, boolean hardware, String remark) {

  private static final Path DEVICES = Path.of("/sys/class/infiniband");
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String SHARED_MEMORY = "sm,self";
  private static final String HARDWARE = "rc,sm,self";

  /** Alone: beside shared memory UCX would say nothing of a device that does not open. */
  private static final String HARDWARE_ALONE = "rc";

  /** What the settings ask for and this machine has. */
  static Fabric detect(RdmaSettings settings) throws IOException {
    return detect(settings, devices(DEVICES));
  }

  /**
   * Looks for what there is, in this order: devices, the library, its version, whether the devices
   * open, shared memory. Nothing is loaded where there is no device and nobody asked for more:
   * behind TLS, shared memory is no better than the Unix socket that a node has anyhow.
   *
   * @param found devices of this machine
   * @throws IOException if there is nothing; the message says why and what to install or set
   */
  static Fabric detect(RdmaSettings settings, List<String> found) throws IOException {
    RdmaSettings.Fabric wanted = settings.fabric();
    boolean memory =
        wanted == RdmaSettings.Fabric.SHARED_MEMORY
            || wanted == RdmaSettings.Fabric.AUTO && settings.trustedFabric();
    List<String> devices = wanted == RdmaSettings.Fabric.SHARED_MEMORY ? List.of() : found;
    if (devices.isEmpty() && !memory) {
      throw new IOException(
          "no RDMA device (/sys/class/infiniband is empty: see ibv_devices and the driver);"
              + " fabric = shared_memory links nodes of this machine by UCX all the same");
    }
    demandLibrary(System.getProperty("os.name", ""), UcxLibrary::lookup);
    demandVersion(Ucx.version());
    String remark = "";
    if (!devices.isEmpty()) {
      Optional<String> trouble = troubleWith(HARDWARE_ALONE);
      if (trouble.isEmpty()) {
        return new Fabric("rdma(" + String.join(",", devices) + ")", HARDWARE, true, "");
      }
      remark = advice(trouble.get(), devices, read(LIMITS));
      if (!memory) {
        throw new IOException(remark);
      }
    }
    Optional<String> trouble = troubleWith(SHARED_MEMORY);
    if (trouble.isPresent()) {
      throw new IOException("UCX has no shared memory here: " + trouble.get());
    }
    return new Fabric("ucx-shm", SHARED_MEMORY, false, remark);
  }

  /** The machine, its namespaces and the user: within one of these, shared memory works. */
  static String host() {
    StringBuilder host =
        new StringBuilder(read(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    try {
      for (String namespace : List.of("ipc", "pid")) {
        host.append('/').append(Files.readSymbolicLink(Path.of("/proc/self/ns", namespace)));
      }
      host.append('/').append(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException e) {
      host.append("/?"); // it is the same on both sides, or they don't link
    }
    return host.toString();
  }

  static void demandLibrary(String system, Supplier<SymbolLookup> library) throws IOException {
    if (!system.equals("Linux")) {
      throw new IOException("UCX is for Linux, and this is " + system);
    }
    try {
      library.get();
    } catch (IllegalArgumentException | UnsatisfiedLinkError e) {
      throw new IOException(
          "UCX is not installed, or for another processor (libucp.so.0 does not load); install"
              + " libucx0 (Debian, Ubuntu) or ucx (Fedora, RHEL), and rdma-core for hardware",
          e);
    }
    try {
      Class.forName(Ucx.class.getName(), true, Ucx.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IOException(
          "UCX is too old, or another than "
              + Ucx.MAJOR
              + "."
              + Ucx.MINOR
              + " and later: "
              + Reasons.root(e),
          e);
    }
  }

  static void demandVersion(List<Integer> version) throws IOException {
    int major = version.get(0);
    int minor = version.get(1);
    if (major != Ucx.MAJOR || minor < Ucx.MINOR) {
      throw new IOException(
          "UCX is "
              + major
              + "."
              + minor
              + "; "
              + Ucx.MAJOR
              + "."
              + Ucx.MINOR
              + " or a later 1.x is needed: update libucx0 (Debian, Ubuntu) or ucx (Fedora, RHEL)");
    }
  }

  static List<String> devices(Path folder) {
    try (Stream<Path> found = Files.list(folder)) {
      return found.map(device -> device.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** What to do about hardware that is not used. */
  static String advice(String trouble, List<String> devices, String limits) {
    String memlock = memlock(limits);
    String names = String.join(",", devices);
    String raise =
        memlock.equals("unlimited")
            ? ""
            : ", and raise the memlock limit, which is "
                + memlock
                + " bytes (LimitMEMLOCK=infinity for systemd, memlock in"
                + " /etc/security/limits.conf): registered memory counts against it";
    return names + " does not open by UCX (" + trouble + "); install rdma-core" + raise;
  }

  /** The soft limit in the text of {@code /proc/self/limits}: bytes, or {@code unlimited}. */
  static String memlock(String limits) {
    String label = "Max locked memory";
    return limits
        .lines()
        .filter(line -> line.startsWith(label))
        .map(line -> line.substring(label.length()).strip().split("\\s+")[0])
        .findFirst()
        .orElse("an unknown number of");
  }

  private static Optional<String> troubleWith(String transports) {
    try {
      new Worker(transports, (token, number, data) -> {}).destroy();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
