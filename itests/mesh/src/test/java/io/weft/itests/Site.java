package io.weft.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A user on a machine, for tests: a configuration folder, a runtime directory where the nodes find
 * each other, and the nodes that were started. Nothing outside its folder is touched. Closing it
 * ends all nodes.
 */
public final class Site implements AutoCloseable {
  /** Longer than any command needs on a busy machine; a test fails rather than hangs. */
  private static final long COMMAND_SECONDS = 120;

  private final Distribution distribution = Distribution.underTest();
  private final Path root;
  private final Path config;
  private final Path runtime;
  private final List<RunningNode> nodes = new CopyOnWriteArrayList<>();

  /**
   * @param root an empty folder; its path is short, for sockets lie below it
   */
  public Site(Path root) {
    this(root, root.resolve("config"), root.resolve("run"));
  }

  private Site(Path root, Path config, Path runtime) {
    this.root = root;
    this.config = config;
    this.runtime = runtime;
  }

  /** Another user's configuration, so another network, in the same runtime directory. */
  public Site stranger(String name) {
    return new Site(root, root.resolve("config-" + name), runtime);
  }

  public Distribution distribution() {
    return distribution;
  }

  /** The folder with the network's key. */
  public Path config() {
    return config;
  }

  /** Where nodes find each other. */
  public Path runtime() {
    return runtime;
  }

  /** Where the node of this name keeps its files. */
  public Path data(String name) {
    return root.resolve(name);
  }

  /** Starts a node on loopback that finds others by the runtime directory; returns at once. */
  public RunningNode start(String name, String... options) {
    List<String> command =
        new ArrayList<>(List.of("--bind", "127.0.0.1", "--set", "discovery_providers=local"));
    command.addAll(List.of(options));
    return startPlain(name, command);
  }

  /** Starts a node with nothing but these options, its name and its folder; returns at once. */
  public RunningNode startPlain(String name, List<String> options) {
    return startBy(List.of(), name, options);
  }

  /**
   * The same by another program.
   *
   * @param prefix the program and its arguments, such as those of {@code ip netns exec}
   */
  public RunningNode startBy(List<String> prefix, String name, List<String> options) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            distribution.weft().toString(), "up", "--name", name, "--data", data(name).toString()));
    command.addAll(options);
    try {
      RunningNode node =
          new RunningNode(name, data(name), builder(command).redirectErrorStream(true).start());
      nodes.add(node);
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the {@code weft} command, as a person would. */
  public Answer weft(String... arguments) {
    List<String> command = new ArrayList<>(List.of(distribution.weft().toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** Runs a program to its end. */
  public Answer run(List<String> command) {
    try {
      Process process = builder(command).start();
      process.getOutputStream().close();
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return text(process.getErrorStream().readAllBytes());
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      CompletableFuture<Void> late =
          process
              .onExit()
              .orTimeout(COMMAND_SECONDS, TimeUnit.SECONDS)
              .handle(
                  (ended, tooLate) -> {
                    if (tooLate != null) {
                      process.destroyForcibly(); // closes what is still being read, too
                    }
                    return null;
                  });
      String out = text(process.getInputStream().readAllBytes());
      late.join();
      return new Answer(command, process.waitFor(), out, err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while running " + command);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("WEFT_") || name.startsWith("XDG_"));
    environment.keySet().removeAll(List.of("NODE_NAME", "DISCOVERY_PORT"));
    environment.put("WEFT_CONFIG", config.toString());
    environment.put("WEFT_RUNTIME_DIR", runtime.toString());
    environment.put("HOME", root.toString());
    environment.put("WEFT_JAVA", System.getProperty("java.home"));
    // Tests start many short-lived nodes: the quick compiler alone halves what a start costs, and
    // classes that javac and bnd have just made are not verified (a fifth; SoakIT's and loaded
    // nodes' are).
    environment.put(
        "WEFT_JAVA_OPTS",
        "-XX:TieredStopAtLevel=1 -Xmx192m -XX:+UnlockDiagnosticVMOptions"
            + " -XX:-BytecodeVerificationRemote");
    return builder;
  }

  /** Ends all nodes that were started here. */
  @Override
  public void close() {
    nodes.forEach(RunningNode::askToStop);
    nodes.forEach(RunningNode::close);
  }

  /** Makes the folder readable; for files that a test writes before a node starts. */
  public Path folder(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
