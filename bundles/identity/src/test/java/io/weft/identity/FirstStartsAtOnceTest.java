package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.NodeId;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** Two nodes of one user that both find no network key must not make two networks. */
class FirstStartsAtOnceTest {
  private static final int ROUNDS = 10;

  @TempDir Path folder;
  private final ExecutorService two = Executors.newFixedThreadPool(2);
  private final CyclicBarrier together = new CyclicBarrier(2);

  @AfterEach
  void stop() {
    two.shutdownNow();
  }

  @Test
  void twoThreadsEndUpInOneNetwork() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      TrialNetwork trial = new TrialNetwork(folder.resolve("round" + round));

      List<String> networks =
          both(() -> trial.member("a").network(), () -> trial.member("b").network());

      assertOneNetwork(networks, trial.folder().resolve("own-config"));
    }
  }

  @Test
  void twoClassLoadersEndUpInOneNetwork() throws Exception {
    URL[] classes = {
      TrialNetwork.class.getProtectionDomain().getCodeSource().getLocation(),
      NodeId.class.getProtectionDomain().getCodeSource().getLocation(),
      Logger.class.getProtectionDomain().getCodeSource().getLocation()
    };
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader one = new URLClassLoader(classes, platform);
        URLClassLoader other = new URLClassLoader(classes, platform)) {
      for (int round = 0; round < ROUNDS; round++) {
        Path where = folder.resolve("round" + round);

        List<String> networks =
            both(() -> network(one, where, "a"), () -> network(other, where, "b"));

        assertOneNetwork(networks, where.resolve("own-config"));
      }
    }
  }

  @Test
  void twoStartsOfOneNodeAreTheSameNode() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      TrialNetwork trial = new TrialNetwork(folder.resolve("round" + round));

      List<String> ids =
          both(() -> trial.member("a").id().text(), () -> trial.member("a").id().text());

      assertThat(ids.get(0)).isEqualTo(ids.get(1));
    }
  }

  private void assertOneNetwork(List<String> networks, Path config) throws Exception {
    assertThat(networks.get(0)).isEqualTo(networks.get(1));
    try (var files = Files.list(config)) {
      assertThat(files.map(f -> f.getFileName().toString())).containsExactly("network.key");
    }
  }

  private List<String> both(Callable<String> one, Callable<String> other) throws Exception {
    List<String> results = new ArrayList<>();
    for (Future<String> result :
        List.of(two.submit(afterBarrier(one)), two.submit(afterBarrier(other)))) {
      results.add(result.get(30, TimeUnit.SECONDS));
    }
    return results;
  }

  private Callable<String> afterBarrier(Callable<String> start) {
    return () -> {
      together.await(30, TimeUnit.SECONDS);
      return start.call();
    };
  }

  private static String network(ClassLoader loader, Path where, String name) throws Exception {
    Class<?> trial = loader.loadClass(TrialNetwork.class.getName());
    assertThat(trial).isNotSameAs(TrialNetwork.class);
    Object network = trial.getConstructor(Path.class).newInstance(where);
    Object node = trial.getMethod("member", String.class).invoke(network, name);
    return (String) node.getClass().getMethod("network").invoke(node);
  }
}
