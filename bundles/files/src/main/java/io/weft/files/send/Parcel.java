package io.weft.files.send;

import io.weft.files.wire.Circle;
import io.weft.files.wire.OfferMessage;
import io.weft.node.NodeId;
import io.weft.transfer.SendOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be sent, and to whom. It survives restarts.
 *
 * @param id of the transfer
 * @param peer who is to have it
 * @param name for people
 * @param roots by name, in order
 * @param files how many, when it was offered
 * @param bytes of all together, when it was offered
 * @param options how
 * @param circle who else is to have it, if anybody is
 */
public record Parcel(
    String id,
    NodeId peer,
    String name,
    Map<String, Path> roots,
    long files,
    long bytes,
    SendOptions options,
    Optional<Circle> circle) {

  public Parcel {
    roots = new LinkedHashMap<>(roots);
  }

  /** The same for another node. */
  public Parcel to(String otherId, NodeId node, Optional<Circle> all) {
    return new Parcel(otherId, node, name, roots, files, bytes, options, all);
  }

  OfferMessage offer() {
    return new OfferMessage(
        id,
        name,
        files,
        bytes,
        options.sha256(),
        options.permissions(),
        options.maxBytesPerSecond(),
        circle);
  }
}
