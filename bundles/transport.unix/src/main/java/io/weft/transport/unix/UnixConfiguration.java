package io.weft.transport.unix;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The settings as they stand in configuration files. */
@ObjectClassDefinition(
    id = UnixComponent.PID,
    name = "Weft Unix transport",
    description =
        "Links over Unix sockets, between nodes of one user on one machine. A change takes effect"
            + " by a restart of the transport: links move away and come back.")
public @interface UnixConfiguration {

  @AttributeDefinition(
      name = "Socket path",
      description =
          "Where to listen: absolute, or within the node's data folder. Empty: weft.sock in the data"
              + " folder, or a short path in the runtime folder where that is too long for a socket.")
  String socket__path() default "";

  @AttributeDefinition(
      name = "Event loops",
      description =
          "Threads for control and calls, and as many again for bulk once it is used."
              + " 0: half of the processors, 1 to 4.",
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
