package io.weft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** The bound of what Netty can do with TLS: one connection, no hashes, no journal, no names. */
final class NettyMover implements Mover {
  private final WorkerProcess taker;
  private final WorkerProcess giver;

  private NettyMover(WorkerProcess taker, WorkerProcess giver) {
    this.taker = taker;
    this.giver = giver;
  }

  /**
   * How to make one.
   *
   * @param java the program that runs it
   */
  record Kind(String java) implements Mover.Kind {
    @Override
    public String name() {
      return "netty-tls";
    }

    @Override
    public String description() {
      return "raw Netty, TLS 1.3 by BoringSSL (mutual), one connection; a thread of its own writes";
    }

    @Override
    public List<String> missing() {
      return List.of();
    }

    @Override
    public boolean warms() {
      return true;
    }

    @Override
    public boolean folders() {
      return false;
    }

    @Override
    public Mover start(MemoryFiles files) throws IOException {
      String folder = files.folder("netty").toString();
      WorkerProcess taker =
          WorkerProcess.start(java, "take-files", folder, files.target().toString());
      try {
        return new NettyMover(
            taker, WorkerProcess.start(java, "give-files", folder, taker.greeting()));
      } catch (IOException e) {
        taker.close();
        throw e;
      }
    }
  }

  @Override
  public void move(Path source) throws IOException {
    giver.ask(source.toString());
  }

  @Override
  public Collection<ProcessHandle> processes() {
    return List.of(taker.process().toHandle(), giver.process().toHandle());
  }

  @Override
  public void close() {
    giver.close();
    taker.close();
  }
}
