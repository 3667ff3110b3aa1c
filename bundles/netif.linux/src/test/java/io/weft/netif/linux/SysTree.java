package io.weft.netif.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A made-up {@code /sys}: {@code class/net} with links into {@code devices}, as the kernel does.
 */
final class SysTree {
  private final Path root;
  private int lastIndex;

  SysTree(Path root) throws IOException {
    this.root = root;
    Files.createDirectories(classNet());
  }

  Path classNet() {
    return root.resolve("class/net");
  }

  /** A card on the bus. */
  Device card(String name) throws IOException {
    return add("devices/pci0000:00/0000:00:03.0/net/", name);
  }

  /** Something that the kernel made up. */
  Device madeUp(String name) throws IOException {
    return add("devices/virtual/net/", name);
  }

  private Device add(String parent, String name) throws IOException {
    Path folder = Files.createDirectories(root.resolve(parent + name));
    Files.createSymbolicLink(classNet().resolve(name), folder);
    lastIndex++;
    return new Device(folder)
        .with("type", "1")
        .with("operstate", "up")
        .with("mtu", "1500")
        .with("uevent", "INTERFACE=" + name + "\nIFINDEX=" + lastIndex)
        .with("ifindex", Integer.toString(lastIndex));
  }

  /** One interface's folder. */
  final class Device {
    private final Path folder;

    private Device(Path folder) {
      this.folder = folder;
    }

    /** A file with a value; the kernel ends each with a line break. */
    Device with(String file, String value) throws IOException {
      Files.writeString(folder.resolve(file), value + "\n");
      return this;
    }

    Device deviceType(String type) throws IOException {
      return with("uevent", "DEVTYPE=" + type + "\nINTERFACE=" + folder.getFileName());
    }

    Device driver(String name) throws IOException {
      Path driver = Files.createDirectories(root.resolve("bus/drivers/" + name));
      Files.createDirectories(folder.resolve("device"));
      Files.createSymbolicLink(folder.resolve("device/driver"), driver);
      return this;
    }

    Device folder(String name) throws IOException {
      Files.createDirectories(folder.resolve(name));
      return this;
    }

    Device over(Device lower) throws IOException {
      Files.createSymbolicLink(folder.resolve("lower_" + lower.folder.getFileName()), lower.folder);
      return this;
    }
  }
}
