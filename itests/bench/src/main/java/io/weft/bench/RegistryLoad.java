package io.weft.bench;

import io.weft.discovery.registry.RegistryDiscovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * How soon a node that runs knows the nodes of a directory of registry files, each believed after
 * two signatures, beside the time that so many signatures take by themselves.
 */
final class RegistryLoad {

  private static final int RECORDS = 300;
  private static final int SIGNATURES_EACH = 2;
  private static final int ROUNDS = 10;
  private static final double WANTED_MILLIS = 200;
  private static final long LIMIT_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

  private final Path folder;
  private final Path config;
  private final Path files;

  private RegistryLoad(Path folder) {
    this.folder = folder;
    this.config = folder.resolve("config");
    this.files = folder.resolve("files");
  }

  static List<Target> run(Options options, Path folder) throws IOException {
    RegistryLoad load = new RegistryLoad(folder);
    load.write();
    List<Double> known = new ArrayList<>();
    List<Double> signatures = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    double first = load.known(0);
    for (int round = 1; round <= (options.isQuick() ? 1 : ROUNDS); round++) {
      double took = load.known(round);
      double baseline = signatures();
      known.add(took);
      signatures.add(baseline);
      ratios.add(took / baseline);
    }
    String what = RECORDS + " records from as many files: ";
    return List.of(
        Target.atMost(what + "known, ms", Spread.of(known), WANTED_MILLIS, "%.0f"),
        Target.plain(
            what + "known by a process that has just started, ms",
            Spread.of(List.of(first)),
            "%.0f"),
        Target.plain(
            RECORDS + " x " + SIGNATURES_EACH + " signatures, one thread, ms",
            Spread.of(signatures),
            "%.0f"),
        Target.plain(what + "known ÷ signatures", Spread.of(ratios), "%.2f"));
  }

  /** Files as the nodes of a network save them. */
  private void write() throws IOException {
    Files.createDirectories(files);
    for (int i = 0; i < RECORDS; i++) {
      String name = "n" + i;
      try (WeftNode node = WeftNode.startAlone(name, folder.resolve(name), config)) {
        RegistryDiscovery registry = RegistryDiscovery.reading(List.of(), node.mesh().records());
        node.mesh().add(registry, "registry");
        save(registry, files.resolve(name + ".json"));
      }
    }
  }

  /** As soon as the node has started it. */
  private static void save(RegistryDiscovery registry, Path file) throws IOException {
    long begun = System.nanoTime();
    while (true) {
      try {
        registry.save(file);
        return;
      } catch (IOException e) {
        if (System.nanoTime() - begun > LIMIT_NANOS) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Milliseconds until a new node knows them all. */
  private double known(int round) throws IOException {
    String name = "reader-" + round;
    try (WeftNode node = WeftNode.startAlone(name, folder.resolve(name), config)) {
      long begun = System.nanoTime();
      node.mesh()
          .add(
              RegistryDiscovery.reading(List.of(files.toString()), node.mesh().records()),
              "registry");
      while (node.knownPeers() < RECORDS) {
        if (System.nanoTime() - begun > LIMIT_NANOS) {
          throw new IOException(
              "after "
                  + LIMIT_NANOS / 1_000_000_000
                  + " s only "
                  + node.knownPeers()
                  + " are known");
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      return (System.nanoTime() - begun) / 1e6;
    }
  }

  /** Milliseconds that one thread needs to verify as many signatures of the same kind. */
  private static double signatures() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      byte[] message = new byte[500]; // about what a record has
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(message);
      byte[] signed = signature.sign();
      long begun = System.nanoTime();
      for (int i = 0; i < SIGNATURES_EACH * RECORDS; i++) {
        signature.initVerify(keys.getPublic());
        signature.update(message);
        if (!signature.verify(signed)) {
          throw new IllegalStateException("a signature that was just made is not good");
        }
      }
      return (System.nanoTime() - begun) / 1e6;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java lacks EC P-256", e);
    }
  }
}
