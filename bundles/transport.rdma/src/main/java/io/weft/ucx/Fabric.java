package io.weft.ucx;

import io.weft.transport.rdma.RdmaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
  private static final String SHARED_MEMORY = "sm,self";
  private static final String HARDWARE = "rc,sm,self";

  /**
   * Looks for what there is, in this order: the library, its version, devices that open, shared
   * memory.
   *
   * @throws IOException if there is nothing; the message says why and what to install or set
   */
  static Fabric detect(RdmaSettings.Fabric wanted) throws IOException {
    demandLibrary(System.getProperty("os.name", ""));
    demandVersion(Ucx.version());
    List<String> devices = devices(DEVICES);
    Optional<String> trouble = Optional.empty();
    if (wanted != RdmaSettings.Fabric.SHARED_MEMORY) {
      trouble = devices.isEmpty() ? Optional.of("no RDMA device") : troubleWith(HARDWARE);
      if (trouble.isEmpty()) {
        String names = String.join(",", devices);
        return new Fabric("rdma(" + names + ")", HARDWARE, true, "");
      }
      if (wanted == RdmaSettings.Fabric.HARDWARE) {
        throw new IOException(advice(trouble.get(), devices));
      }
    }
    Optional<String> noMemory = troubleWith(SHARED_MEMORY);
    if (noMemory.isPresent()) {
      throw new IOException("UCX has no shared memory here: " + noMemory.get());
    }
    String remark = devices.isEmpty() || trouble.isEmpty() ? "" : advice(trouble.get(), devices);
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

  static void demandLibrary(String system) throws IOException {
    if (!system.equals("Linux")) {
      throw new IOException("UCX is for Linux, and this is " + system);
    }
    try {
      UcxLibrary.lookup();
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

  /** The lowest that registering memory for RDMA was seen to work with is far above 64 KiB. */
  static String advice(String trouble, List<String> devices) {
    if (devices.isEmpty()) {
      return trouble + " (/sys/class/infiniband is empty): check ibv_devices and the driver";
    }
    String limit = memlock(read(Path.of("/proc/self/limits")));
    return String.join(",", devices)
        + " does not open by UCX ("
        + trouble
        + "); install rdma-core, and raise the memlock limit, which is "
        + limit
        + " (LimitMEMLOCK=infinity for systemd, memlock in /etc/security/limits.conf)";
  }

  static String memlock(String limits) {
    return limits
        .lines()
        .filter(line -> line.startsWith("Max locked memory"))
        .map(line -> line.substring("Max locked memory".length()).strip().split("\\s+")[0])
        .map(soft -> soft.equals("unlimited") ? soft : soft + " bytes")
        .findFirst()
        .orElse("not known");
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
