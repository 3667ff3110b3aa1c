package io.weft.testkit;

import io.weft.transport.Acceptor;
import io.weft.transport.LinkOptions;
import io.weft.trust.Identity;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The wire that {@link MemoryTransport}s of one test share: who listens where. Addresses are {@code
 * mem://name:port}; port 0 takes a free one. Safe on every thread.
 */
public final class MemoryHub {

  /** Free ports are counted up from here, out of the way of those that tests choose. */
  private static final int FIRST_FREE_PORT = 50_000;

  /** Somebody who listens. */
  record Listening(Identity identity, LinkOptions options, Acceptor acceptor, MemoryTransport by) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<URI, Optional<Listening>> addresses = new HashMap<>();
  private int nextPort = FIRST_FREE_PORT;

  /** An address that takes connections and never answers. */
  public URI silentAddress() {
    lock.lock();
    try {
      URI address = free("silent");
      addresses.put(address, Optional.empty());
      return address;
    } finally {
      lock.unlock();
    }
  }

  /** Takes an address; returns it with its real port. */
  URI listen(URI wanted, Listening listening) throws IOException {
    lock.lock();
    try {
      URI address = wanted.getPort() == 0 ? free(wanted.getHost()) : wanted;
      if (addresses.containsKey(address)) {
        throw new IOException(
            address + " is in use by another program; choose another port or 0 for any free one");
      }
      addresses.put(address, Optional.of(listening));
      return address;
    } finally {
      lock.unlock();
    }
  }

  /** Who listens there; empty if he never answers. */
  Optional<Listening> find(URI address) throws IOException {
    lock.lock();
    try {
      Optional<Listening> found = addresses.get(address);
      if (found == null) {
        throw new IOException("cannot reach " + address + ": connection refused");
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  void free(URI address) {
    lock.lock();
    try {
      addresses.remove(address);
    } finally {
      lock.unlock();
    }
  }

  /** An address of its own for a dialler. */
  URI diallerAddress() {
    lock.lock();
    try {
      return free("dialler");
    } finally {
      lock.unlock();
    }
  }

  private URI free(String name) {
    return URI.create("mem://" + name + ":" + nextPort++);
  }
}
