package io.weft.exchange;

import io.weft.peer.PeerInfo;
import org.osgi.annotation.versioning.ProviderType;

/** A service of another node. */
@ProviderType
public interface RemoteService extends Service {

  /** The node that offers it, and how it is connected. */
  PeerInfo peer();
}
