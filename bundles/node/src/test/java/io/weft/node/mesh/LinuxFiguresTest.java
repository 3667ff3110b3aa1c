package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxFiguresTest {
  @TempDir Path root;

  @Test
  void memoryIsTheMachinesOrTheGroupsLimit() throws IOException {
    file("proc/meminfo", "MemTotal:       2048 kB\nMemFree: 5 kB\nMemAvailable:     1024 kB\n");
    MachineFigures figures = MachineFigures.of(root);

    assertThat(figures).isInstanceOf(LinuxFigures.class);
    assertThat(figures.memoryBytes()).hasValue(2048 * 1024);
    assertThat(figures.freeBytes()).hasValue(1024 * 1024);
    file("sys/fs/cgroup/memory.max", "max\n");
    assertThat(figures.memoryBytes()).hasValue(2048 * 1024);
    file("sys/fs/cgroup/memory.max", "1000000\n");
    assertThat(figures.memoryBytes()).hasValue(1_000_000);
  }

  @Test
  void loadIsWhatWasBusySinceTheLastLook() throws IOException {
    LinuxFigures figures = new LinuxFigures(root);
    file("proc/stat", "cpu  50 0 50 900 0 0 0 0 0 0\ncpu0 1 2\n");
    assertThat(figures.load()).hasValue(0.1);
    file("proc/stat", "cpu  75 0 75 940 10 0 0 0 0 0\ncpu0 1 2\n");
    assertThat(figures.load()).hasValue(0.5);
  }

  @Test
  void whatCannotBeReadIsEmpty() throws IOException {
    LinuxFigures figures = new LinuxFigures(root);
    assertThat(figures.memoryBytes()).isEmpty();
    assertThat(figures.load()).isEmpty();
    file("proc/stat", "cpu x\n");
    file("proc/meminfo", "MemTotal:\n");
    assertThat(figures.load()).isEmpty();
    assertThat(figures.memoryBytes()).isEmpty();
  }

  private void file(String name, String content) throws IOException {
    Path path = root.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }
}
