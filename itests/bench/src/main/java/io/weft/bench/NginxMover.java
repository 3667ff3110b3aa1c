package io.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** curl from nginx, over TLS 1.3. */
final class NginxMover implements Mover {
  private final Program server;
  private final int port;
  private final MemoryFiles files;
  private final Path log;

  private NginxMover(Program server, int port, MemoryFiles files, Path log) {
    this.server = server;
    this.port = port;
    this.files = files;
    this.log = log;
  }

  /** How to make one. */
  static final class Kind implements Mover.Kind {
    @Override
    public String name() {
      return "nginx-tls";
    }

    @Override
    public String description() {
      return "curl from nginx, TLS 1.3, one worker";
    }

    @Override
    public List<String> missing() {
      return Program.missing("nginx", "curl", "openssl");
    }

    @Override
    public boolean folders() {
      return false;
    }

    @Override
    public Mover start(MemoryFiles files) throws IOException {
      Path folder = files.folder("nginx");
      int port = Program.freePort();
      Path key = folder.resolve("key.pem");
      Path certificate = folder.resolve("certificate.pem");
      Program.run(
          folder.resolve("openssl.log"),
          List.of(
              "openssl",
              "req",
              "-x509",
              "-newkey",
              "ec",
              "-pkeyopt",
              "ec_paramgen_curve:P-256",
              "-nodes",
              "-subj",
              "/CN=bench",
              "-days",
              "2",
              "-keyout",
              key.toString(),
              "-out",
              certificate.toString()));
      Path settings =
          Files.writeString(
              folder.resolve("nginx.conf"),
              String.join(
                  "\n",
                  "daemon off;",
                  "worker_processes 1;",
                  "user " + System.getProperty("user.name") + ";",
                  "pid " + folder.resolve("pid") + ";",
                  "error_log " + folder.resolve("error.log") + ";",
                  "events { }",
                  "http {",
                  "  access_log off; sendfile on; ssl_protocols TLSv1.3;",
                  temporary("client_body", folder),
                  temporary("proxy", folder),
                  temporary("fastcgi", folder),
                  temporary("uwsgi", folder),
                  temporary("scgi", folder),
                  "  server {",
                  "    listen 127.0.0.1:" + port + " ssl;",
                  "    ssl_certificate " + certificate + ";",
                  "    ssl_certificate_key " + key + ";",
                  "    root " + files.source() + ";",
                  "  }",
                  "}",
                  ""));
      Program server =
          Program.listening(
              folder.resolve("start.log"),
              port,
              List.of("nginx", "-p", folder.toString(), "-c", settings.toString(), "-e", "stderr"));
      return new NginxMover(server, port, files, folder.resolve("client.log"));
    }

    private static String temporary(String what, Path folder) {
      return "  " + what + "_temp_path " + folder.resolve(what) + ";";
    }
  }

  @Override
  public void move(Path source) throws IOException {
    String name = String.valueOf(source.getFileName());
    Program.run(
        log,
        List.of(
            "curl",
            "-sSk",
            "--fail",
            "--tlsv1.3",
            "-o",
            files.target().resolve(name).toString(),
            "https://127.0.0.1:" + port + "/" + name));
  }

  @Override
  public Collection<ProcessHandle> processes() {
    return List.of(server.handle());
  }

  @Override
  public void close() {
    server.close();
  }
}
