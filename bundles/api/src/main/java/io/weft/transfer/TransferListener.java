package io.weft.transfer;

import org.osgi.annotation.versioning.ConsumerType;

/** Follows transfers: given to {@link FileTransfers#watch}. */
@FunctionalInterface
@ConsumerType
public interface TransferListener {

  /**
   * A transfer is new, or its state has changed. Called by one thread at a time, in the order of
   * the changes of each transfer; it must not block for long. What it throws is logged.
   */
  void changed(Transfer transfer, Transfer.State state);
}
