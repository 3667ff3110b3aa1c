package io.weft.shell;

import io.weft.shell.verb.Mesh;
import io.weft.shell.verb.Verbs;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the {@code weft} script talk to this node, through a socket in the node's data directory
 * that only its owner can open. Without a data directory there is none.
 */
@Component(
    configurationPid = "io.weft.shell",
    service = {},
    immediate = true)
@Designate(ocd = ControlSocket.Settings.class)
public final class ControlSocket {

  /** Framework property: the node's data directory. */
  static final String DATA = "weft.data";

  /** Settings of the control socket. */
  @ObjectClassDefinition(name = "Weft shell", description = "How the weft script is answered.")
  public @interface Settings {

    /** Commands that may run at once. */
    @AttributeDefinition(
        name = "max_clients",
        description = "Commands that may run at once, subscribe and load runs included (number).",
        min = "1",
        max = "1024")
    int max__clients() default 32;
  }

  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

  private final @Nullable ControlServer server;

  /**
   * Starts to listen.
   *
   * @throws IOException if it cannot; the message says what to do
   * @throws IllegalArgumentException if a setting is out of range
   */
  @Activate
  public ControlSocket(@Reference Mesh mesh, BundleContext framework, Settings settings)
      throws IOException {
    int maxClients = settings.max__clients();
    if (maxClients < 1 || maxClients > 1024) {
      throw new IllegalArgumentException(
          "io.weft.shell: max_clients is " + maxClients + " (1 to 1024)");
    }
    String data = framework.getProperty(DATA);
    if (data == null || data.isBlank()) {
      LOG.info("no control socket: the framework property {} names no data directory", DATA);
      server = null;
      return;
    }
    ControlFiles files =
        new ControlFiles(Path.of(data), Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
    server =
        new ControlServer(
            files, maxClients, (terminal, arguments) -> Verbs.run(mesh, terminal, arguments));
    LOG.debug("control socket {}", files.socket());
  }

  /** Ends all commands and removes the socket. */
  @Deactivate
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
