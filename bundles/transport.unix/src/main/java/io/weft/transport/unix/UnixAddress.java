package io.weft.transport.unix;

import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketAddress;
import io.weft.channel.Addresses;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * An address of this transport: {@code unix:/path}, the path absolute and percent-encoded where a
 * URI wants it. The end that dialled has no path; it is written by its process, {@code
 * unix:pid/4711}, or as {@code unix:unnamed}, the word of unix(7).
 *
 * @param path absolute
 */
record UnixAddress(Path path) {

  static final String SCHEME = "unix";

  /** Where an end is that has no path and whose process is not known. */
  static final URI UNNAMED = URI.create(SCHEME + ":unnamed");

  /** Longest path of a socket on Linux and Windows (bytes): sun_path, without its end. */
  private static final int LONGEST = 107;

  /** The same on macOS and the BSDs (bytes). */
  private static final int LONGEST_BSD = 103;

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException if the address has another form; the message shows the form
   */
  static UnixAddress of(URI address) {
    String path = address.getRawPath();
    boolean bare =
        address.getRawAuthority() == null
            && address.getRawQuery() == null
            && address.getRawFragment() == null;
    if (!SCHEME.equalsIgnoreCase(address.getScheme()) || path == null || !bare) {
      throw malformed(address);
    }
    try {
      return new UnixAddress(Path.of(URI.create("file:" + path)));
    } catch (IllegalArgumentException e) {
      throw malformed(address);
    }
  }

  URI uri() {
    return URI.create(SCHEME + ":" + path.toUri().getRawPath());
  }

  /** What its path takes in a socket's address (bytes). */
  int bytes() {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  boolean isTooLong() {
    return bytes() > longest();
  }

  /** The longest path that this system takes (bytes). */
  static int longest() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return system.contains("linux") || system.contains("windows") ? LONGEST : LONGEST_BSD;
  }

  /** The address for a socket of epoll or of nio. */
  SocketAddress socket(boolean epoll) {
    return epoll ? new DomainSocketAddress(path.toString()) : UnixDomainSocketAddress.of(path);
  }

  /** How channels of this transport are written: named by their path, or by their process. */
  static Addresses ofChannels() {
    return new Addresses() {
      @Override
      public URI local(Channel channel) {
        String own = path(channel.localAddress());
        boolean accepted = own.isEmpty() && channel.parent() != null;
        String path = accepted ? path(channel.parent().localAddress()) : own;
        return path.isEmpty()
            ? byProcess(ProcessHandle.current().pid())
            : new UnixAddress(Path.of(path)).uri();
      }

      @Override
      public URI remote(Channel channel) {
        String path = path(channel.remoteAddress());
        if (!path.isEmpty()) {
          return new UnixAddress(Path.of(path)).uri();
        }
        return channel.hasAttr(SameUser.PROCESS)
            ? byProcess(channel.attr(SameUser.PROCESS).get())
            : UNNAMED;
      }

      @Override
      public String caller(Channel channel) {
        return remote(channel).toString();
      }
    };
  }

  private static URI byProcess(long pid) {
    return URI.create(SCHEME + ":pid/" + pid);
  }

  private static String path(SocketAddress address) {
    if (address instanceof DomainSocketAddress epoll) {
      return epoll.path();
    }
    return address instanceof UnixDomainSocketAddress nio ? nio.getPath().toString() : "";
  }

  private static IllegalArgumentException malformed(URI address) {
    return new IllegalArgumentException(
        "not an address of the Unix transport: "
            + address
            + " (unix:/path is expected, as in unix:/run/user/1000/weft/ada.sock)");
  }
}
