package io.weft.transport.websocket;

import io.weft.channel.ChannelBounds;
import io.weft.channel.EventLoops;
import io.weft.channel.MutualTls;
import io.weft.channel.SettingsPage;
import io.weft.channel.SystemIo;

/**
 * How the WebSocket transport runs.
 *
 * @param origins whose pages may make links
 * @param eventLoops threads for the lanes control and calls, 0 for a number that fits the machine;
 *     the bulk lane gets as many of its own when it is first used
 * @param tlsProvider which TLS engine
 * @param nativeTransport which system interface to sockets
 * @param bounds how much may wait, and how many
 */
record WebSocketSettings(
    Origins origins,
    int eventLoops,
    MutualTls.Provider tlsProvider,
    SystemIo.Wanted nativeTransport,
    ChannelBounds bounds) {

  static final SettingsPage PAGE = new SettingsPage(WebSocketComponent.PID);

  /** The best that the machine has, with the bounds of the settings page. */
  static final WebSocketSettings DEFAULT =
      new WebSocketSettings(
          Origins.OF_THIS_MACHINE,
          0,
          MutualTls.Provider.AUTO,
          SystemIo.Wanted.AUTO,
          ChannelBounds.DEFAULT);

  /** More loops than this serve nobody: a link lives on one. */
  private static final int MAX_EVENT_LOOPS = 64;

  WebSocketSettings {
    PAGE.within("event_loops", eventLoops, 0, MAX_EVENT_LOOPS);
    ChannelBounds.checked(PAGE, bounds);
  }

  static WebSocketSettings of(WebSocketConfiguration configuration) {
    return new WebSocketSettings(
        Origins.of(configuration.allowed__origins()),
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
