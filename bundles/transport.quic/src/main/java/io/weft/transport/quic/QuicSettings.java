package io.weft.transport.quic;

import io.weft.channel.ChannelBounds;
import io.weft.channel.EventLoops;
import io.weft.channel.SettingsPage;
import io.weft.channel.SystemIo;

/**
 * How the QUIC transport runs.
 *
 * @param eventLoops threads for all lanes, 0 for a number that fits the machine
 * @param nativeTransport which system interface to sockets
 * @param idleTimeoutSeconds a connection on which nothing arrives for this long is given up
 * @param bounds how much may wait, and how many
 */
public record QuicSettings(
    int eventLoops, SystemIo.Wanted nativeTransport, int idleTimeoutSeconds, ChannelBounds bounds) {

  private static final SettingsPage PAGE = new SettingsPage(QuicComponent.PID);

  /** The best that the machine has, with the bounds of the settings page. */
  public static final QuicSettings DEFAULT =
      new QuicSettings(0, SystemIo.Wanted.AUTO, 30, ChannelBounds.DEFAULT);

  /** More loops than this serve nobody: a connection lives on one. */
  private static final int MAX_EVENT_LOOPS = 64;

  /** A node sends a heartbeat each 2 s at least, which must keep a connection alive. */
  private static final int MIN_IDLE_SECONDS = 5;

  private static final int MAX_IDLE_SECONDS = 3_600;

  public QuicSettings {
    PAGE.within("event_loops", eventLoops, 0, MAX_EVENT_LOOPS);
    PAGE.within("idle_timeout_s", idleTimeoutSeconds, MIN_IDLE_SECONDS, MAX_IDLE_SECONDS);
    ChannelBounds.checked(PAGE, bounds);
  }

  static QuicSettings of(QuicConfiguration configuration) {
    return new QuicSettings(
        configuration.event__loops(),
        PAGE.choice("native_transport", SystemIo.Wanted.class, configuration.native__transport()),
        configuration.idle__timeout__s(),
        new ChannelBounds(
            configuration.send__high__water__bytes(),
            configuration.send__bound__bytes(),
            configuration.max__handshakes()));
  }

  /** The number of loops to run. */
  int loops() {
    return eventLoops > 0 ? eventLoops : EventLoops.fitting();
  }
}
