package io.weft.trust;

import java.net.URI;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Invites other machines into this network. */
@ProviderType
public interface Tickets {

  /**
   * Makes a ticket: whoever holds it can join, and invite others. It is a secret.
   *
   * @param introducers addresses at which the newcomer may find us where discovery does not reach
   * @return one line of text without blanks
   * @throws IllegalStateException if this node may not invite; the message says why
   */
  String invite(List<URI> introducers);
}
