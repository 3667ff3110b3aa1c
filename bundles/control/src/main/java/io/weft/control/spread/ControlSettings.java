package io.weft.control.spread;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of {@link ControlComponent}: PID {@code io.weft.control}. */
@ObjectClassDefinition(
    id = "io.weft.control",
    name = "Weft control",
    description = "Control points that any node of the network may set and watch.")
@SuppressWarnings("MemberName")
@interface ControlSettings {

  /** Two underscores stand for one (Declarative Services, 112.8.2.1). */
  @AttributeDefinition(
      name = "max_points",
      description =
          "Control points of the network, deleted ones included while they are remembered. More are"
              + " refused, here and from others.",
      min = "1",
      max = "1000000")
  int max__points() default 100_000;

  @AttributeDefinition(
      name = "history_length",
      description =
          "Changes remembered of each point; fewer where there are so many points that all together"
              + " would be more than 200,000.",
      min = "1",
      max = "64")
  int history__length() default 16;

  @AttributeDefinition(
      name = "max_clock_ahead_minutes",
      description =
          "How far the clock of another node may be ahead of this one's, in minutes. What it sets is"
              + " refused beyond that.",
      min = "1",
      max = "43200")
  int max__clock__ahead__minutes() default 1440;

  @AttributeDefinition(
      name = "deleted_hours",
      description =
          "How long a deletion is remembered, in hours. A node that was away for longer brings the"
              + " point back.",
      min = "1",
      max = "720")
  int deleted__hours() default 24;

  @AttributeDefinition(
      name = "compare_interval_s",
      description = "Seconds between two comparisons with some connected node.",
      min = "1",
      max = "3600")
  int compare__interval__s() default 10;

  @AttributeDefinition(
      name = "changes_per_second",
      description = "Points that one peer may change in a second, before it is told to be slower.",
      min = "100",
      max = "1000000")
  int changes__per__second() default 20_000;
}
