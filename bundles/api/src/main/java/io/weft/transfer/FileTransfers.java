package io.weft.transfer;

import io.weft.node.NodeId;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Moves files and folders between nodes. Whoever receives asks for the content, piece by piece, so
 * that a transfer goes on where it was when either side or the way between them was gone. Nothing
 * half-written is ever seen under the final name.
 *
 * <p>Safe on every thread. What looks at files blocks while the disk does; the transfer itself goes
 * on by itself.
 */
@ProviderType
public interface FileTransfers {

  /**
   * Offers files and folders to a node, which takes them when its {@link TransferPolicy} lets it.
   * The offer waits while the node is away, and survives restarts of both.
   *
   * @param files at least one, each with a name of its own; links are not followed
   * @throws TransferException if there is no such file, or it cannot be read
   */
  Transfer send(List<Path> files, NodeId to, SendOptions options);

  /**
   * Offers one file or folder to a node, with the {@linkplain SendOptions#DEFAULT usual options}.
   */
  default Transfer send(Path file, NodeId to) {
    return send(List.of(file), to, SendOptions.DEFAULT);
  }

  /**
   * Offers files and folders to the node of this name.
   *
   * @throws TransferException if no node, or more than one, is called so
   */
  Transfer send(List<Path> files, String nodeName, SendOptions options);

  /**
   * Offers files and folders to several nodes. What has arrived at one of them it passes on to the
   * others, so that little more than one copy leaves this node; who is away or does not want it
   * holds up nobody.
   *
   * @return a transfer to each node, all of one {@linkplain Transfer#group group} for up to 256
   */
  List<Transfer> sendToAll(List<Path> files, Collection<NodeId> to, SendOptions options);

  /**
   * The same to all nodes that are connected at the moment and have this role.
   *
   * @throws TransferException if there is none
   */
  List<Transfer> sendToRole(List<Path> files, String role, SendOptions options);

  /**
   * Fetches a file or folder that a node shares.
   *
   * @param path the name of the shared folder and what is in it, such as {@code pictures/2026}
   * @param into an existing folder
   */
  Transfer fetch(NodeId from, String path, Path into, FetchOptions options);

  /** All transfers: those under way, those that wait, and the last ones that have ended. */
  List<Transfer> all();

  /** One transfer. */
  Optional<Transfer> find(String id);

  /** Tells of each change of a transfer's state from now on, until it is closed. */
  Watch watch(TransferListener listener);

  /** Ends what {@link #watch} began. */
  @ProviderType
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
