package io.weft.transport.unix;

import io.weft.channel.ChannelBounds;
import io.weft.channel.EventLoops;
import io.weft.channel.SettingsPage;
import io.weft.channel.SystemIo;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the Unix transport runs.
 *
 * @param socketPath where to listen, absolute or within the node's data folder; empty for the
 *     default, which gives way to a short path where it is too long
 * @param eventLoops threads for the lanes control and calls, 0 for a number that fits the machine;
 *     the bulk lane gets as many of its own when it is first used
 * @param nativeTransport which system interface to sockets
 * @param bounds how much may wait, and how many
 */
public record UnixSettings(
    Optional<Path> socketPath,
    int eventLoops,
    SystemIo.Wanted nativeTransport,
    ChannelBounds bounds) {

  private static final SettingsPage PAGE = new SettingsPage(UnixComponent.PID);

  /** The best that the machine has, with the bounds of the settings page. */
  public static final UnixSettings DEFAULT =
      new UnixSettings(Optional.empty(), 0, SystemIo.Wanted.AUTO, ChannelBounds.DEFAULT);

  /** More loops than this serve nobody: a link lives on one. */
  private static final int MAX_EVENT_LOOPS = 64;

  public UnixSettings {
    PAGE.within("event_loops", eventLoops, 0, MAX_EVENT_LOOPS);
    ChannelBounds.checked(PAGE, bounds);
  }

  static UnixSettings of(UnixConfiguration configuration) {
    String path = configuration.socket__path().strip();
    return new UnixSettings(
        path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path)),
        configuration.event__loops(),
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
