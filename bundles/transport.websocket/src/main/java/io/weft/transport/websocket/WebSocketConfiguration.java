package io.weft.transport.websocket;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The settings as they stand in configuration files. */
@ObjectClassDefinition(
    id = WebSocketComponent.PID,
    name = "Weft WebSocket transport",
    description =
        "Links over WebSockets, for browsers too. A change takes effect by a restart of the"
            + " transport: links move away and come back.")
public @interface WebSocketConfiguration {

  @AttributeDefinition(
      name = "Port",
      description =
          "Where to listen, TLS and, on loopback, plain; 0: any free one. Pages need one that stays.",
      min = "0",
      max = "65535")
  int port() default 0;

  @AttributeDefinition(
      name = "Allowed origins",
      description =
          "Sites whose pages may make links, such as https://stage.example, separated by commas;"
              + " pages of this machine (localhost) always may.")
  String[] allowed__origins() default {};

  @AttributeDefinition(
      name = "Event loops",
      description =
          "Threads for control and calls, and as many again for bulk once it is used."
              + " 0: half of the processors, 1 to 4.",
      min = "0",
      max = "64")
  int event__loops() default 0;

  @AttributeDefinition(
      name = "TLS provider",
      description = "auto takes BoringSSL where its native library loads, else the JDK.",
      options = {
        @Option(label = "auto", value = "auto"),
        @Option(label = "BoringSSL", value = "boringssl"),
        @Option(label = "JDK", value = "jdk")
      })
  String tls__provider() default "auto";

  @AttributeDefinition(
      name = "Native transport",
      description = "auto takes epoll where its native library loads, else nio.",
      options = {
        @Option(label = "auto", value = "auto"),
        @Option(label = "epoll", value = "epoll"),
        @Option(label = "nio", value = "nio")
      })
  String native__transport() default "auto";

  @AttributeDefinition(
      name = "Send high water (bytes)",
      description = "A sender blocks while this much is waiting on its link.",
      min = "65536",
      max = "1073741824")
  long send__high__water__bytes() default 1 << 20;

  @AttributeDefinition(
      name = "Send bound (bytes)",
      description =
          "A link is closed when a thread that must not block would leave more than this"
              + " (or four of the largest frames, if that is more) waiting on it.",
      min = "1048576",
      max = "4294967296")
  long send__bound__bytes() default 64 << 20;

  @AttributeDefinition(
      name = "Handshakes under way",
      description = "At one listener; the oldest gives way to a new one.",
      min = "1",
      max = "65536")
  int max__handshakes() default 256;
}
