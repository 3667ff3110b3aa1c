package io.weft.exchange;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Where a {@link Handler} component is found: sets the service properties {@code
 * weft.service.path}, {@code .version}, {@code .description}, {@code .actions}, {@code
 * .nonBlocking}, {@code .idempotent}, {@code .balancer}, {@code .allow} and {@code .relayed}.
 * Without Declarative Services the same properties can be set by hand.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ServiceAt {

  /** What every property name starts with. */
  String PREFIX_ = "weft.service.";

  /** Segments of letters, digits, {@code .}, {@code _} and {@code -}, separated by slashes. */
  String path();

  /**
   * Version of the service, in the form of OSGi: {@code major.minor.micro}. Where one node offers
   * an action in several versions at once, new calls go to the newest; what an older one has begun
   * it finishes. A caller may ask for a range ({@link RequestOptions#withVersions}).
   */
  String version() default "1.0.0";

  /** One sentence for people. */
  String description() default "";

  /** The actions that can be called; at least one. */
  String[] actions();

  /** Whether the handler never blocks: it then runs on the thread that delivers frames. */
  boolean nonBlocking() default false;

  /**
   * Those of the actions that may run twice without harm: they are tried again when nobody knows
   * whether they have run, and may be asked of two nodes at once.
   */
  String[] idempotent() default {};

  /**
   * The name of the {@link LoadBalancer} by which callers choose one of the nodes that offer it;
   * their own settings and options go first. Empty: round robin.
   */
  String balancer() default "";

  /**
   * Which other nodes may call it: {@code everyone} in the network, {@code nobody}, {@code
   * role:NAME}, {@code node:ID}; of several, each adds to the others. Rules of the configuration
   * and {@linkplain io.weft.trust.AccessPolicy policies} can only take away from that. Calls within
   * the process are always allowed.
   */
  String[] allow() default {"everyone"};

  /**
   * Whether requests that other nodes relay are answered, too. Who asks is then what the relay says
   * ({@link Request#relayedBy}): {@code false} is for services that give somebody what is for
   * nobody else, or that count what each caller asks.
   */
  boolean relayed() default true;
}
