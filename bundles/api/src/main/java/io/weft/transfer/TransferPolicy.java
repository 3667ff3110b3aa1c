package io.weft.transfer;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Decides about what other nodes offer. Registered as an OSGi service; the one with the highest
 * service ranking is asked. Without one, the settings decide.
 */
@FunctionalInterface
@ConsumerType
public interface TransferPolicy {

  /**
   * Decides about an offer. May block for a moment; called by several threads. What it throws
   * refuses the offer and is logged.
   */
  Decision decide(Offer offer);

  /** What becomes of an offer. */
  @ProviderType
  sealed interface Decision {

    /**
     * It is taken.
     *
     * @param into the folder where it lands; made if it is not there
     * @param replace whether what has the name already is replaced
     */
    record Accept(Path into, boolean replace) implements Decision {}

    /**
     * It is not taken.
     *
     * @param why for the sender
     */
    record Refuse(String why) implements Decision {}

    /** Somebody has to decide: it is {@link Transfer.State#HELD} until then. */
    record Ask() implements Decision {}
  }
}
