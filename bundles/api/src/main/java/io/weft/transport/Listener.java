package io.weft.transport;

import java.net.URI;
import org.osgi.annotation.versioning.ConsumerType;

/** An address at which a transport accepts links. */
@ConsumerType
public interface Listener extends AutoCloseable {

  /** The real address, with the port that was taken. */
  URI address();

  /** Stops to listen and frees the address; links that were accepted stay. Blocks at most 1 s. */
  @Override
  void close();
}
