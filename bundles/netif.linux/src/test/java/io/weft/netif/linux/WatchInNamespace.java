package io.weft.netif.linux;

import io.weft.netif.NetInterface;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/** Runs a detector in a process of its own: a line for the first look and for each change. */
final class WatchInNamespace {
  private WatchInNamespace() {}

  public static void main(String[] args) throws IOException {
    LinuxDetector detector =
        new LinuxDetector(
            Path.of("/sys/class/net"), JdkAddresses::byInterface, Duration.ofMillis(20));
    detector.watch(() -> print(detector));
    print(detector);
    while (System.in.read() >= 0) {
      continue; // until whoever started it ends or closes its input
    }
    detector.close();
  }

  private static void print(LinuxDetector detector) {
    try {
      System.out.println(
          detector.interfaces().stream()
              .map(WatchInNamespace::line)
              .collect(Collectors.joining(" ")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(NetInterface nic) {
    return "%s:%s:%s:%d:%s"
        .formatted(
            nic.name(), nic.kind(), nic.up() ? "up" : "down", nic.mtuBytes(), nic.addresses());
  }
}
