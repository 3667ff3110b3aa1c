package io.weft.events;

import org.osgi.annotation.versioning.ProviderType;

/** A running subscription. */
@ProviderType
public interface Subscription extends AutoCloseable {

  /** What it listens to. */
  String pattern();

  /** Events handed to the handler so far. */
  long delivered();

  /** Events dropped because the queue was full. */
  long dropped();

  /** Events that were lost on the way: publishers' numbers had gaps. */
  default long missed() {
    return 0;
  }

  /** Ends it; events that wait are dropped. A handler that runs finishes. */
  @Override
  void close();
}
