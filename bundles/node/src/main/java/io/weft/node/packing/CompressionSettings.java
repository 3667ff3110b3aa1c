package io.weft.node.packing;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** When frames are compressed: PID {@code io.weft.compression}. */
@ObjectClassDefinition(
    id = "io.weft.compression",
    name = "Weft compression",
    description =
        "Which frames are compressed on their way to nodes that can undo it. All is taken in at run"
            + " time.")
public @interface CompressionSettings {

  @AttributeDefinition(
      name = "from_bytes",
      description = "Smaller frames are sent as they are; 0 means that all are.",
      min = "0",
      max = "1073741824")
  int from__bytes() default 4_096;

  @AttributeDefinition(
      name = "methods",
      description =
          "Ways of compressing that are used for sending, the best one first: the first that is"
              + " installed on both nodes is taken.")
  String[] methods() default {"zstd", "lz4"};

  @AttributeDefinition(
      name = "within_machine",
      description = "Whether frames to nodes of the same machine are compressed, too.")
  boolean within__machine() default false;

  @AttributeDefinition(
      name = "up_to_mbps",
      description =
          "Frames over a faster interface (megabits a second) are sent as they are: compressing"
              + " would take longer than sending. An unknown speed counts as slow.",
      min = "1",
      max = "1000000")
  int up__to__mbps() default 2_500;
}
