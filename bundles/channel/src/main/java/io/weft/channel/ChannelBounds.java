package io.weft.channel;

import io.netty.channel.WriteBufferWaterMark;

/**
 * How much may wait, and how many. Every transport over channels has these three settings.
 *
 * @param sendHighWaterBytes a sender blocks while this much is waiting on its link
 * @param sendBoundBytes a link is closed when a thread that must not block would leave more than
 *     this (or four frames of the largest size, if that is more) waiting on it
 * @param maxHandshakes handshakes under way at one listener; the oldest gives way to a new one
 */
public record ChannelBounds(long sendHighWaterBytes, long sendBoundBytes, int maxHandshakes) {

  /** The bounds of the settings pages. */
  public static final ChannelBounds DEFAULT = new ChannelBounds(1 << 20, 64 << 20, 256);

  /** Beyond the send queue, what lies ready before the socket (bytes, low and high). */
  public static final WriteBufferWaterMark SOCKET_WATER_MARK =
      new WriteBufferWaterMark(128 << 10, 256 << 10);

  /**
   * Bounds within the ranges of the settings pages.
   *
   * @param page the settings page, for the message
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public static ChannelBounds checked(SettingsPage page, ChannelBounds bounds) {
    page.within("send_high_water_bytes", bounds.sendHighWaterBytes, 64 << 10, 1 << 30);
    page.within("send_bound_bytes", bounds.sendBoundBytes, 1 << 20, 1L << 32);
    page.within("max_handshakes", bounds.maxHandshakes, 1, 65_536);
    return bounds;
  }
}
