package io.weft.ucx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.transport.rdma.RdmaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is missing is said, with what to do. None of this needs UCX. */
class FabricTest {

  private static final String LIMITS =
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max processes             96000                96000                processes
      Max locked memory         %s              8388608              bytes
      """;

  @TempDir Path folder;

  @Test
  void missingLibraryIsNamedWithItsPackages() {
    assertThatThrownBy(
            () ->
                Fabric.demandLibrary(
                    "Linux",
                    () -> {
                      throw new IllegalArgumentException("Cannot open library: libucp.so.0");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("UCX is not installed")
        .hasMessageContaining("install libucx0 (Debian, Ubuntu) or ucx (Fedora, RHEL)");
  }

  @Test
  void otherSystemsAreNotSearched() {
    assertThatThrownBy(
            () ->
                Fabric.demandLibrary(
                    "Mac OS X",
                    () -> {
                      throw new AssertionError("was searched");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("UCX is for Linux, and this is Mac OS X");
  }

  @ParameterizedTest
  @CsvSource({"1,12", "0,9", "2,0"})
  void otherVersionsAreNamedWithWhatIsNeeded(int major, int minor) {
    assertThatThrownBy(() -> Fabric.demandVersion(List.of(major, minor, 1)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("UCX is " + major + "." + minor + "; 1.13 or a later 1.x is needed")
        .hasMessageContaining("update libucx0");
  }

  @ParameterizedTest
  @CsvSource({"1,13", "1,14", "1,20"})
  void laterMinorVersionsAreTaken(int major, int minor) {
    assertThatCode(() -> Fabric.demandVersion(List.of(major, minor, 0))).doesNotThrowAnyException();
  }

  @Test
  void lowMemlockIsNamedWithItsValueAndHowToRaiseIt() {
    String advice = Fabric.advice("no memory", List.of("mlx5_0"), LIMITS.formatted("65536"));
    assertThat(advice)
        .contains("mlx5_0 does not open by UCX (no memory)")
        .contains("install rdma-core")
        .contains("raise the memlock limit, which is 65536 bytes")
        .contains("LimitMEMLOCK=infinity");
  }

  @Test
  void unlimitedMemlockIsNotBlamed() {
    assertThat(Fabric.advice("no device", List.of("mlx5_0"), LIMITS.formatted("unlimited")))
        .contains("mlx5_0 does not open by UCX (no device)")
        .doesNotContain("memlock");
  }

  @ParameterizedTest
  @EnumSource(
      value = RdmaSettings.Fabric.class,
      names = {"AUTO", "HARDWARE"})
  void whereThereIsNoDeviceItIsSaidHowToUseSharedMemory(RdmaSettings.Fabric wanted) {
    assertThatThrownBy(() -> Fabric.detect(settings(wanted, false), List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no RDMA device (/sys/class/infiniband is empty")
        .hasMessageContaining("fabric = shared_memory");
  }

  static RdmaSettings settings(RdmaSettings.Fabric fabric, boolean trusted) {
    return new RdmaSettings(fabric, trusted, 50, 1 << 20, 64 << 20, 256);
  }

  @Test
  void devicesAreWhatTheKernelNames() throws Exception {
    assertThat(Fabric.devices(folder.resolve("nothing"))).isEmpty();
    Files.createDirectory(folder.resolve("mlx5_1"));
    Files.createDirectory(folder.resolve("mlx5_0"));
    assertThat(Fabric.devices(folder)).containsExactly("mlx5_0", "mlx5_1");
  }
}
