package io.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** rsync to its daemon, over plain TCP. */
final class RsyncMover implements Mover {
  private final Program daemon;
  private final int port;
  private final Path log;

  private RsyncMover(Program daemon, int port, Path log) {
    this.daemon = daemon;
    this.port = port;
    this.log = log;
  }

  /** How to make one. */
  static final class Kind implements Mover.Kind {
    @Override
    public String name() {
      return "rsync";
    }

    @Override
    public String description() {
      return "rsync -a to its daemon, TCP without encryption";
    }

    @Override
    public List<String> missing() {
      return Program.missing("rsync");
    }

    @Override
    public boolean folders() {
      return true;
    }

    @Override
    public Mover start(MemoryFiles files) throws IOException {
      Path folder = files.folder("rsync");
      int port = Program.freePort();
      String user = System.getProperty("user.name");
      Path settings =
          Files.writeString(
              folder.resolve("rsyncd.conf"),
              String.join(
                  "\n",
                  "address = 127.0.0.1",
                  "port = " + port,
                  "use chroot = no",
                  "uid = " + user,
                  "gid = *",
                  "pid file = " + folder.resolve("pid"),
                  "log file = " + folder.resolve("daemon.log"),
                  "[in]",
                  "path = " + files.target(),
                  "read only = no",
                  ""));
      Program daemon =
          Program.listening(
              folder.resolve("start.log"),
              port,
              List.of("rsync", "--daemon", "--no-detach", "--config=" + settings));
      return new RsyncMover(daemon, port, folder.resolve("client.log"));
    }
  }

  @Override
  public void move(Path source) throws IOException {
    Program.run(
        log, List.of("rsync", "-a", source.toString(), "rsync://127.0.0.1:" + port + "/in/"));
  }

  @Override
  public Collection<ProcessHandle> processes() {
    return List.of(daemon.handle());
  }

  @Override
  public void close() {
    daemon.close();
  }
}
