package io.weft.transport.rdma;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The settings as they stand in configuration files. */
@ObjectClassDefinition(
    id = RdmaPlugIn.PID,
    name = "Weft RDMA transport",
    description =
        "Links by UCX: RDMA hardware, or shared memory on one machine. A change takes effect by a"
            + " restart of the transport: links move away and come back.")
public @interface RdmaConfiguration {

  @AttributeDefinition(
      name = "Fabric",
      description =
          "What UCX may use. auto takes RDMA hardware that works; else, with trusted_fabric, shared"
              + " memory, which is then faster than a Unix socket.",
      options = {
        @Option(label = "auto", value = "auto"),
        @Option(label = "hardware", value = "hardware"),
        @Option(label = "shared memory", value = "shared_memory")
      })
  String fabric() default "auto";

  @AttributeDefinition(
      name = "Trusted fabric",
      description =
          "true carries frames without TLS between nodes that are both set so: whoever has access"
              + " to the fabric can read and change them. The set-up stays authenticated.")
  boolean trusted__fabric() default false;

  @AttributeDefinition(
      name = "Spin (microseconds)",
      description = "How long the reader looks for more before it sleeps.",
      min = "0",
      max = "10000")
  int spin__micros() default 50;

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
      max = "1073741824")
  long send__bound__bytes() default 64 << 20;

  @AttributeDefinition(
      name = "Handshakes under way",
      description = "At one listener; the oldest gives way to a new one.",
      min = "1",
      max = "65536")
  int max__handshakes() default 256;
}
