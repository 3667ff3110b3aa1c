package io.weft.exchange;

import io.weft.node.NodeId;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Who offers what. Every answer is a snapshot; safe on every thread. */
@ProviderType
public interface Directory {

  /** Services of this process. */
  List<Service> local();

  /** Services of other nodes. */
  List<RemoteService> remote();

  /** Services of other nodes at this path. */
  List<RemoteService> remote(String path);

  /** Services of this other node. */
  List<RemoteService> remote(NodeId node);
}
