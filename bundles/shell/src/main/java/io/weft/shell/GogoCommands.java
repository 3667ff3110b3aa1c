package io.weft.shell;

import io.weft.shell.text.Terminal;
import io.weft.shell.verb.Mesh;
import io.weft.shell.verb.Verbs;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The verbs as commands of Gogo, such as {@code weft:nodes}: there, if Gogo is installed. It finds
 * the methods by name and gives each thread its own {@code System.out}.
 */
@Component(
    service = GogoCommands.class,
    property = {
      "osgi.command.scope=weft",
      "osgi.command.function=nodes",
      "osgi.command.function=services",
      "osgi.command.function=peers",
      "osgi.command.function=links",
      "osgi.command.function=discovery",
      "osgi.command.function=registry",
      "osgi.command.function=request",
      "osgi.command.function=publish",
      "osgi.command.function=subscribe",
      "osgi.command.function=control",
      "osgi.command.function=send",
      "osgi.command.function=fetch",
      "osgi.command.function=transfers",
      "osgi.command.function=transfer",
      "osgi.command.function=bundles",
      "osgi.command.function=explain",
      "osgi.command.function=invite",
      "osgi.command.function=tickets",
      "osgi.command.function=revoke",
      "osgi.command.function=rotateKey",
      "osgi.command.function=find",
      "osgi.command.function=metrics",
      "osgi.command.function=info",
      "osgi.command.function=stop"
    })
public final class GogoCommands {

  private final Mesh mesh;

  @Activate
  public GogoCommands(@Reference Mesh mesh) {
    this.mesh = mesh;
  }

  public void nodes(String... arguments) {
    run("nodes", arguments);
  }

  public void services(String... arguments) {
    run("services", arguments);
  }

  public void peers(String... arguments) {
    run("peers", arguments);
  }

  public void links(String... arguments) {
    run("links", arguments);
  }

  public void discovery(String... arguments) {
    run("discovery", arguments);
  }

  public void registry(String... arguments) {
    run("registry", arguments);
  }

  public void request(String... arguments) {
    run("request", arguments);
  }

  public void publish(String... arguments) {
    run("publish", arguments);
  }

  public void subscribe(String... arguments) {
    run("subscribe", arguments);
  }

  public void control(String... arguments) {
    run("control", arguments);
  }

  public void send(String... arguments) {
    run("send", arguments);
  }

  public void fetch(String... arguments) {
    run("fetch", arguments);
  }

  public void transfers(String... arguments) {
    run("transfers", arguments);
  }

  public void transfer(String... arguments) {
    run("transfer", arguments);
  }

  public void bundles(String... arguments) {
    run("bundles", arguments);
  }

  public void explain(String... arguments) {
    run("explain", arguments);
  }

  public void invite(String... arguments) {
    run("invite", arguments);
  }

  public void tickets(String... arguments) {
    run("tickets", arguments);
  }

  public void revoke(String... arguments) {
    run("revoke", arguments);
  }

  public void rotateKey(String... arguments) {
    run("rotate-key", arguments);
  }

  public void find(String... arguments) {
    run("find", arguments);
  }

  public void metrics(String... arguments) {
    run("metrics", arguments);
  }

  public void info(String... arguments) {
    run("info", arguments);
  }

  public void stop(String... arguments) {
    run("stop", arguments);
  }

  private void run(String verb, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = verb;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Terminal terminal = new Terminal(System.out, System.err, 0, false);
    Verbs.run(mesh, terminal, all);
    terminal.afterwards().forEach(Runnable::run);
  }
}
