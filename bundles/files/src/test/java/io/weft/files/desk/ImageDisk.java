package io.weft.files.desk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weft.testkit.Eventually;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real file system of another kind than that of the machine, in a file beside the folder where it
 * is mounted. Where that cannot be made, the test is skipped and says so.
 */
final class ImageDisk implements AutoCloseable {
  private static final long BYTES = 32L << 20;

  private final Path folder;
  private final String[] mount;

  private ImageDisk(Path folder, List<String> mount) {
    this.folder = folder;
    this.mount = mount.toArray(String[]::new);
  }

  /** As on most machines; it can be broken, and mended. */
  static ImageDisk ext4(Path folder) throws IOException {
    return made(folder, "ext4", "loop,errors=remount-ro", List.of("mkfs.ext4", "-q", "-F"));
  }

  /** As on memory cards: names of different case are one, and a file has one name only. */
  static ImageDisk exfat(Path folder) throws IOException {
    return made(folder, "exfat-fuse", "loop", List.of("mkfs.exfat"));
  }

  private static ImageDisk made(Path folder, String type, String options, List<String> maker)
      throws IOException {
    Files.createDirectories(folder);
    Path image = folder.resolveSibling(folder.getFileName() + ".image");
    try (RandomAccessFile sparse = new RandomAccessFile(image.toFile(), "rw")) {
      sparse.setLength(BYTES);
    }
    String[] make = new String[maker.size() + 1];
    maker.toArray(make);
    make[maker.size()] = image.toString();
    demandOrSkip(make);
    ImageDisk disk =
        new ImageDisk(
            folder,
            List.of("mount", "-t", type, "-o", options, image.toString(), folder.toString()));
    demandOrSkip(disk.mount);
    return disk;
  }

  private static void demandOrSkip(String... command) {
    String refused = SystemTool.complaint(command);
    assumeTrue(refused.isEmpty(), "no such disk can be made here: " + refused);
  }

  /**
   * The system finds the disk broken: from now on it may only be read, whoever has files open, and
   * what had not come to it yet never will.
   */
  void breakDown() throws IOException {
    String place = " " + folder + " ";
    String device =
        Files.readAllLines(Path.of("/proc/mounts")).stream()
            .filter(line -> line.contains(place))
            .map(line -> line.substring("/dev/".length(), line.indexOf(' ')))
            .findFirst()
            .orElseThrow();
    Path trigger = Path.of("/sys/fs/ext4", device, "trigger_fs_error");
    assumeTrue(Files.isWritable(trigger), "this system breaks no disks: there is no " + trigger);
    Files.writeString(trigger, "1");
  }

  /** It is mounted anew, as soon as nobody has files in it open. */
  void mend() {
    Eventually.until(
        "nobody uses " + folder,
        Yard.SOON,
        () -> SystemTool.complaint("umount", folder.toString()).isEmpty());
    SystemTool.demand(mount);
  }

  @Override
  public void close() {
    SystemTool.demand("umount", "--lazy", folder.toString());
  }
}
