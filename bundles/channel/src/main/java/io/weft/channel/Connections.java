package io.weft.channel;

import io.netty.channel.Channel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The open channels and listeners of one transport, so that none outlives it. Safe on every thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
public final class Connections {

  /** Links have this long for what was sent, when the transport stops (milliseconds). */
  private static final long STOP_MILLIS = 1_000;

  private final String label;
  private final Map<Channel, LinkHandler> open = new ConcurrentHashMap<>();
  private final Set<ChannelListener> listeners = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * @param label what the transport is called, for messages
   */
  public Connections(String label) {
    this.label = label;
  }

  /** Puts a link's handler at the end of the pipeline and keeps it until the channel closes. */
  public void add(Channel connection, LinkHandler handler) {
    connection.pipeline().addLast(handler);
    open.put(connection, handler);
    connection.closeFuture().addListener(closed -> open.remove(connection));
  }

  /**
   * Keeps a listener that is bound until its channel closes.
   *
   * @throws IOException if the transport has been stopped meanwhile; the listener is closed
   */
  public ChannelListener add(Channel bound, ChannelListener listener) throws IOException {
    listener.listening(bound);
    listeners.add(listener);
    bound.closeFuture().addListener(closed -> listeners.remove(listener));
    if (stopped) {
      listener.close();
      demandRunning();
    }
    return listener;
  }

  public boolean isStopped() {
    return stopped;
  }

  /**
   * Goes on unless the transport is stopped.
   *
   * @throws IOException if it is
   */
  public void demandRunning() throws IOException {
    if (stopped) {
      throw new IOException(stoppedText());
    }
  }

  /** Closes everything: what was sent has a second to leave. No new ones are to be added. */
  public void close() {
    stopped = true;
    for (ChannelListener listener : listeners) {
      listener.close();
    }
    List<Channel> closing = new ArrayList<>(open.keySet());
    for (LinkHandler handler : open.values()) {
      handler.finish();
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
    for (Channel channel : closing) {
      long left = Math.max(0, deadline - System.nanoTime());
      channel.closeFuture().awaitUninterruptibly(left, TimeUnit.NANOSECONDS);
    }
    for (LinkHandler handler : open.values()) {
      handler.abandon(stoppedText());
    }
  }

  private String stoppedText() {
    return "the " + label + " transport is stopped";
  }
}
