package io.weft.shell.verb;

import io.weft.shell.text.Terminal;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code weft control}: points that all nodes share. */
@Command(
    name = "control",
    description = {
      "Control points that all nodes share: lists them.",
      "list, get, set, watch, history, lease, release, delete and devices do more."
    },
    footer = {
      "",
      "Examples: weft control",
      "          weft control set stage/light 0.8",
      "          weft control watch 'stage/**'",
      "JSON: as of weft control list."
    })
final class ControlPoints extends Verb implements VerbGroup {

  ControlPoints(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  public List<Verb> parts() {
    return List.of(
        new ControlList(mesh, terminal),
        new ControlGet(mesh, terminal),
        new ControlSet(mesh, terminal),
        new ControlWatch(mesh, terminal),
        new ControlHistory(mesh, terminal),
        new ControlLease(mesh, terminal),
        new ControlRelease(mesh, terminal),
        new ControlDelete(mesh, terminal),
        new ControlDevices(mesh, terminal));
  }

  @Override
  Exit run() {
    ControlList list = new ControlList(mesh, terminal);
    list.json = json;
    return list.run();
  }
}
