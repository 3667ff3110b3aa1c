package io.weft.compress.zstd;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** How zstd compresses: PID {@code io.weft.compress.zstd}. */
@ObjectClassDefinition(
    id = "io.weft.compress.zstd",
    name = "Weft zstd",
    description = "How hard zstd tries.")
@interface ZstdSettings {

  @AttributeDefinition(
      name = "level",
      description = "1 is the fastest; each one more is slower and makes frames a little smaller.",
      min = "1",
      max = "9")
  int level() default 1;
}
