package io.weft.tracing;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of {@link Tracing}. */
@ObjectClassDefinition(
    name = "Weft tracing",
    description = "Which requests are traced, and how many parts of traces are logged.")
@interface TracingSettings {

  /** Two underscores stand for one (Declarative Services, 112.8.2.1). */
  @AttributeDefinition(
      name = "sample_percent",
      description =
          "Of the traces that begin on this node, the part that is kept; others only carry their"
              + " ids. What came from elsewhere is kept if it says so.",
      min = "0",
      max = "100")
  int sample__percent() default 10;

  /** See {@link SpanLog}. */
  @AttributeDefinition(
      name = "log_lines_a_second",
      description = "Parts of kept traces that are logged; of more only the number is.",
      min = "0",
      max = "10000")
  int log__lines__a__second() default 100;
}
