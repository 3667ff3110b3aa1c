package io.weft.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A machine for which there is no native library: a JVM of its own, without it. */
class NoNativeLibraryTest {

  @Test
  void messageSaysWhatIsMissingAndWhatToDo() throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("netty-codec-native-quic"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                Main.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(said)
        .contains("missing: its native library does not load on " + System.getProperty("os.name"))
        .contains(System.getProperty("os.arch"))
        .contains("add the bundle netty-codec-native-quic")
        .contains("leave the feature transport-quic out");
  }

  /** What the component asks before it offers anything. */
  static final class Main {
    public static void main(String[] args) {
      System.out.println("missing: " + QuicComponent.missing().orElse("nothing"));
    }
  }
}
