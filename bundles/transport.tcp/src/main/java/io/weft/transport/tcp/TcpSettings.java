package io.weft.transport.tcp;

import io.weft.channel.ChannelBounds;
import io.weft.channel.EventLoops;
import io.weft.channel.MutualTls;
import io.weft.channel.SettingsPage;
import io.weft.channel.SystemIo;

/**
 * How the TCP transport runs.
 *
 * @param eventLoops threads for the lanes control and calls, 0 for a number that fits the machine;
 *     the bulk lane gets as many of its own when it is first used
 * @param tlsProvider which TLS engine
 * @param nativeTransport which system interface to sockets
 * @param bounds how much may wait, and how many
 */
public record TcpSettings(
    int eventLoops,
    MutualTls.Provider tlsProvider,
    SystemIo.Wanted nativeTransport,
    ChannelBounds bounds) {

  private static final SettingsPage PAGE = new SettingsPage(TcpTransport.PID);

  /** The best that the machine has, with the bounds of the settings page. */
  public static final TcpSettings DEFAULT =
      new TcpSettings(0, MutualTls.Provider.AUTO, SystemIo.Wanted.AUTO, ChannelBounds.DEFAULT);

  /** More loops than this serve nobody: a link lives on one. */
  private static final int MAX_EVENT_LOOPS = 64;

  public TcpSettings {
    PAGE.within("event_loops", eventLoops, 0, MAX_EVENT_LOOPS);
    ChannelBounds.checked(PAGE, bounds);
  }

  static TcpSettings of(TcpConfiguration configuration) {
    return new TcpSettings(
        configuration.event__loops(),
        PAGE.choice("tls_provider", MutualTls.Provider.class, configuration.tls__provider()),
        PAGE.choice("native_transport", SystemIo.Wanted.class, configuration.native__transport()),
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
