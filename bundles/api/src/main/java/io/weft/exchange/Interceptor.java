package io.weft.exchange;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sees every request that this node makes and every one that it serves, at one place each: for
 * metrics, traces, rules of an application. Registered as an OSGi service; of several, the one with
 * the highest service ranking comes first on the way in, and last on the way back. A request within
 * the process is seen on both sides.
 *
 * <p>{@link #asking} runs on the thread that makes the request and {@link #serving} on the
 * handler's, which for a non-blocking service is one that delivers frames: they never block. What
 * they take is part of the request's time; slow ones are named in the log. Called by many threads
 * at once. Not called, and told of no ending, once the service is unregistered.
 *
 * <p>Throwing {@link ApplicationException} refuses the request: whoever made it gets that, nothing
 * is sent, no handler runs. Anything else that is thrown refuses it with the code {@link
 * ApplicationException#INTERNAL} and is logged: a guard that fails lets nobody in.
 */
@ConsumerType
public interface Interceptor {

  /**
   * This node is about to make a request; once, however many nodes are tried or asked.
   *
   * @return who is told how it ended
   */
  default Watch asking(Intercepted request) {
    return Watch.NOBODY;
  }

  /**
   * A handler of this node is about to be called.
   *
   * @return who is told how it ended
   */
  default Watch serving(Intercepted request) {
    return Watch.NOBODY;
  }

  /** Is told how a request ended. */
  @FunctionalInterface
  @ConsumerType
  interface Watch {

    /** Nobody wants to know. */
    Watch NOBODY = ending -> {};

    /** It has ended; once, on whatever thread that happens. Never blocks; throwing is logged. */
    void ended(Ending ending);
  }
}
