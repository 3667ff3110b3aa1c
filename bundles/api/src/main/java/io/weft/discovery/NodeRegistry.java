package io.weft.discovery;

import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Files by which nodes find each other: what this node says of itself, signed, as JSON, and what
 * stands in such files elsewhere. The methods block while they read and write; safe on every
 * thread.
 */
@ProviderType
public interface NodeRegistry {

  /** This node's own file, which it keeps up to date while it runs. */
  Path file();

  /**
   * Writes this node's entry into a file, at once and whole. In a list of peers that is there
   * already the entry of this node is added or replaced, and all else stays.
   *
   * @throws IOException if that cannot be done; the message is for people
   */
  void save(Path file) throws IOException;

  /**
   * Reads a place without taking anything in.
   *
   * @param location a file, a directory of files, or a URL of HTTP or HTTPS
   * @return what is there, at most 10,000 entries and what cannot be read
   * @throws IllegalArgumentException if it can never be such a place
   * @throws InterruptedException if the thread is interrupted while a URL is awaited
   */
  List<Entry> read(String location) throws InterruptedException;

  /**
   * One entry of a file, or something that cannot be read.
   *
   * @param place file or URL, with line and column where they are known
   * @param node whom it is of; without a record only somebody says so
   * @param record what it says, if that is signed and believed here
   * @param addresses where to dial
   * @param refusal why nothing of it is used, for people; without it and without a record the
   *     addresses are mere addresses, of whoever answers there
   */
  record Entry(
      String place,
      Optional<NodeId> node,
      Optional<NodeRecord> record,
      List<URI> addresses,
      Optional<String> refusal) {

    public Entry {
      addresses = List.copyOf(addresses);
    }
  }
}
