package io.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** scp to an sshd of its own, with keys of its own. */
final class ScpMover implements Mover {

  /** What sshd wants to be there when root runs it, of whatever user. */
  private static final Path PRIVATE_PLACE = Path.of("/run/sshd");

  private final Program server;
  private final int port;
  private final MemoryFiles files;
  private final Path folder;
  private final Optional<Path> made;

  private ScpMover(Program server, int port, MemoryFiles files, Path folder, Optional<Path> made) {
    this.server = server;
    this.port = port;
    this.files = files;
    this.folder = folder;
    this.made = made;
  }

  /** How to make one. */
  static final class Kind implements Mover.Kind {
    @Override
    public String name() {
      return "scp";
    }

    @Override
    public String description() {
      return "scp to an sshd on a loopback port";
    }

    @Override
    public List<String> missing() {
      return Program.missing("scp", "sshd", "ssh-keygen");
    }

    @Override
    public boolean folders() {
      return true;
    }

    @Override
    public Mover start(MemoryFiles files) throws IOException {
      Path folder = files.folder("ssh");
      int port = Program.freePort();
      for (String name : List.of("host", "user")) {
        Program.run(
            folder.resolve("keygen.log"),
            List.of(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                folder.resolve(name).toString()));
      }
      Path settings =
          Files.writeString(
              folder.resolve("sshd_config"),
              String.join(
                  "\n",
                  "ListenAddress 127.0.0.1:" + port,
                  "HostKey " + folder.resolve("host"),
                  "AuthorizedKeysFile " + folder.resolve("user.pub"),
                  "PidFile " + folder.resolve("pid"),
                  "StrictModes no",
                  "UsePAM no",
                  "PermitRootLogin yes",
                  "PasswordAuthentication no",
                  "Subsystem sftp internal-sftp",
                  ""));
      Optional<Path> made = Optional.empty();
      if (System.getProperty("user.name").equals("root") && !Files.exists(PRIVATE_PLACE)) {
        made = Optional.of(Files.createDirectory(PRIVATE_PLACE));
      }
      Program server =
          Program.listening(
              folder.resolve("sshd.log"),
              port,
              List.of("sshd", "-D", "-e", "-f", settings.toString()));
      return new ScpMover(server, port, files, folder, made);
    }
  }

  @Override
  public void move(Path source) throws IOException {
    Program.run(
        folder.resolve("client.log"),
        List.of(
            "scp",
            "-q",
            "-r",
            "-F",
            "/dev/null",
            "-P",
            String.valueOf(port),
            "-i",
            folder.resolve("user").toString(),
            "-o",
            "BatchMode=yes",
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "LogLevel=ERROR",
            source.toString(),
            System.getProperty("user.name") + "@127.0.0.1:" + files.target()));
  }

  @Override
  public Collection<ProcessHandle> processes() {
    return List.of(server.handle());
  }

  @Override
  public void close() {
    server.close();
    made.ifPresent(folder -> folder.toFile().delete());
  }
}
