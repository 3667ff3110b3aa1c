package io.weft.events;

import io.weft.exchange.Payload;
import io.weft.node.NodeId;
import org.osgi.annotation.versioning.ProviderType;

/** Something that was published; as a payload it is the data. */
@ProviderType
public interface Event extends Payload {

  /** What it is about. */
  String topic();

  /** Who published it. */
  NodeId publisher();

  /** Grows by one with each event of this publisher and topic, from 1 at the publisher's start. */
  long sequence();
}
