package io.weft.files.receive;

import io.weft.files.wire.Circle;
import io.weft.files.wire.Locator;
import io.weft.node.NodeId;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is to be fetched, from where, to where. It survives restarts.
 *
 * @param id of the transfer
 * @param peer who has it
 * @param locator where it is there
 * @param name for people
 * @param into the folder where it lands
 * @param replace whether what has the name already is replaced
 * @param sha256 whether SHA-256 is compared at the end
 * @param permissions whether they are set
 * @param offset where in the file to begin
 * @param length bytes from there; 0 for all
 * @param maxBytesPerSecond 0 for no limit
 * @param mostBytes as many as were offered; what has more is not taken
 * @param circle who else was offered the same, if anybody was
 */
public record Errand(
    String id,
    NodeId peer,
    Locator locator,
    String name,
    Path into,
    boolean replace,
    boolean sha256,
    boolean permissions,
    long offset,
    long length,
    long maxBytesPerSecond,
    long mostBytes,
    Optional<Circle> circle) {

  /** Whether it is of a part of a file. */
  boolean isRange() {
    return offset > 0 || length > 0;
  }
}
