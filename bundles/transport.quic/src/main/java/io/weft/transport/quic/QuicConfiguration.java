package io.weft.transport.quic;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The settings as they stand in configuration files. */
@ObjectClassDefinition(
    id = QuicComponent.PID,
    name = "Weft QUIC transport",
    description =
        "Links over QUIC: one connection to a peer, one stream a link. A change takes effect by a"
            + " restart of the transport: links move away and come back.")
public @interface QuicConfiguration {

  @AttributeDefinition(
      name = "Event loops",
      description = "Threads for all lanes. 0: half of the processors, 1 to 4.",
      min = "0",
      max = "64")
  int event__loops() default 0;

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
      name = "Idle time-out (seconds)",
      description = "A connection on which nothing arrives for this long is given up.",
      min = "5",
      max = "3600")
  int idle__timeout__s() default 30;

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
