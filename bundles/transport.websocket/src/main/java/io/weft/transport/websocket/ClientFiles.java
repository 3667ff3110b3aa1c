package io.weft.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The client for browsers, as it is served: some small files, read once. */
final class ClientFiles {

  /** All there is; nothing else is ever looked for. */
  private static final String[] NAMES = {
    "client.js",
    "cbor.js",
    "greeting.js",
    "identity.js",
    "messages.js",
    "protobuf.js",
    "succession.js"
  };

  private final Map<String, byte[]> files = new TreeMap<>();

  /**
   * Reads the files.
   *
   * @throws IllegalStateException if the bundle lacks one
   */
  ClientFiles() {
    for (String name : NAMES) {
      try (InputStream in = ClientFiles.class.getResourceAsStream("/browser/" + name)) {
        if (in == null) {
          throw new IllegalStateException("this bundle has no browser/" + name);
        }
        files.put(WebSocketAddress.PATH + "/" + name, in.readAllBytes());
      } catch (IOException e) {
        throw new IllegalStateException("browser/" + name + " cannot be read", e);
      }
    }
  }

  /** The file at a path, such as {@code /weft/client.js}. */
  Optional<ByteBuf> at(String path) {
    return Optional.ofNullable(files.get(path)).map(Unpooled::wrappedBuffer);
  }
}
