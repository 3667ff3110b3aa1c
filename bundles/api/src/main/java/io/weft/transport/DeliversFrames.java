package io.weft.transport;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A thread that delivers frames: the threads of every transport that call a {@link Receiver}
 * implement this. No link's {@link Link#send} blocks on such a thread, whichever transport the link
 * or the thread belongs to; two readers that wait for each other would wait for ever.
 *
 * <p>A marker, to be asked as {@code Thread.currentThread() instanceof DeliversFrames}: it is the
 * same for all bundles, where a transport's own thread class is known to that transport alone.
 */
@ConsumerType
public interface DeliversFrames {}
