package io.weft.trust;

import java.security.PublicKey;
import org.osgi.annotation.versioning.ProviderType;

/** Changes this node's key while it runs. Safe on every thread. */
@ProviderType
public interface KeyRotation {

  /**
   * Makes a new key, for which the one before signs: the node keeps its id. New links use it at
   * once, existing ones go on; the key before is erased. Writes files, and where only some nodes
   * may issue certificates asks one of them: may take seconds.
   *
   * @return the new key
   * @throws IllegalStateException if that cannot be done; the message says why, and the key before
   *     stays in use
   */
  PublicKey rotate();
}
