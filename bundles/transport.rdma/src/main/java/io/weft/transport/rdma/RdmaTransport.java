package io.weft.transport.rdma;

import io.weft.transport.Transport;

/** What the plug-in must know of the transport to offer it. Safe on every thread. */
public interface RdmaTransport extends Transport, AutoCloseable {

  /** The scheme of its addresses. */
  String SCHEME = "rdma";

  /** What carries the frames, truly: {@code rdma(mlx5_0)} or {@code ucx-shm}, and why not more. */
  String state();

  /** Whether other machines can be reached, and not only nodes of this one. */
  boolean reachesOthers();

  /** Closes all links and listeners, and ends the threads; nothing is called back afterwards. */
  @Override
  void close();
}
