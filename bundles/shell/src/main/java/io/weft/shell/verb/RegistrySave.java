package io.weft.shell.verb;

import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft registry save}: writes what this node says of itself. */
@Command(
    name = "save",
    description = {
      "Writes this node's signed entry into a file, for others to find it by.",
      "In a list of peers that is there already its entry is added or replaced; all else stays."
    },
    footer = {
      "",
      "Example: weft registry save /mnt/share/node-a.json",
      "The entry is good for two hours: a copy must be made again before. JSON: {file}."
    })
final class RegistrySave extends Verb {

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "Where, as the node can write it; its own file if left out.")
  @Nullable String file;

  RegistrySave(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    Path path;
    try {
      path = file == null ? mesh.registry().file() : Path.of(file).toAbsolutePath();
      mesh.registry().save(path);
    } catch (InvalidPathException e) {
      throw new Failure(Exit.USAGE, "\"" + file + "\" is no file name: " + e.getReason());
    } catch (IOException e) {
      throw new Failure(Exit.FAILED, String.valueOf(e.getMessage()));
    }
    if (json) {
      print(Json.object("file", path.toString()));
    } else {
      terminal.line("saved " + path);
    }
    return Exit.FINE;
  }
}
