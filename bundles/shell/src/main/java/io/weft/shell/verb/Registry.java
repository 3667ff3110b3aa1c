package io.weft.shell.verb;

import io.weft.shell.text.Terminal;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code weft registry}: the files by which nodes find each other. */
@Command(
    name = "registry",
    description = {
      "The files by which nodes find each other: save, show, verify.",
      "Alone it shows this node's own."
    },
    footer = {
      "",
      "Examples: weft registry save /mnt/share/node-a.json",
      "          weft registry verify https://example.org/nodes.json",
      "          weft up --join https://example.org/nodes.json",
      "JSON: [{place, proof, refusal, id, name, network, addresses, sequence, expires}]; proof is"
          + " genuine, unsigned or refused."
    })
final class Registry extends Verb implements VerbGroup {

  Registry(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  public List<Verb> parts() {
    return List.of(
        new RegistrySave(mesh, terminal),
        new RegistryShow(mesh, terminal),
        new RegistryVerify(mesh, terminal));
  }

  @Override
  Exit run() throws InterruptedException {
    RegistryShow own = new RegistryShow(mesh, terminal);
    own.json = json;
    return own.run();
  }
}
