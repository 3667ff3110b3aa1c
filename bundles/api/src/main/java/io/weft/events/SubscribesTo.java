package io.weft.events;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * What an {@link EventHandler} component listens to: sets the service properties {@code
 * weft.events.topics}, {@code .queue}, {@code .overflow}, {@code .group} and {@code .acknowledge}.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface SubscribesTo {

  /** What every property name starts with. */
  String PREFIX_ = "weft.events.";

  /** Topic patterns, as in {@link Events#subscribe}. */
  String[] topics();

  /** Events that may wait, 1 to 1,000,000. */
  int queue() default 1024;

  /** What to do with more. */
  Overflow overflow() default Overflow.DROP_OLDEST;

  /** The queue group that shares the events out; empty: every event. */
  String group() default "";

  /** Whether the handler calls {@link Event#acknowledge}. */
  boolean acknowledge() default false;
}
