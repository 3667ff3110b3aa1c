package io.weft.exchange;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The code behind a service's actions. Registered as an OSGi service with the properties of {@link
 * ServiceAt}, it can be called in the whole network.
 */
@FunctionalInterface
@ConsumerType
public interface Handler {

  /**
   * Answers one request. Runs on a thread of its own and may block, unless the service is declared
   * {@link ServiceAt#nonBlocking}. Called by many threads at once. The request says how long
   * somebody waits, and tells when nobody does any more.
   *
   * @return the result, {@code null} for none, {@link Lent} bytes, or a {@link
   *     java.util.concurrent.CompletionStage} of any of these
   * @throws ApplicationException to answer with an error of the application
   * @throws Exception anything else is answered with the code {@code internal} and logged
   */
  Object handle(Request request) throws Exception;
}
