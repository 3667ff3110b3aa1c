package io.weft.node.router;

import io.weft.exchange.LoadBalancer;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** How this node calls others: PID {@code io.weft.calls}. */
@ObjectClassDefinition(
    id = "io.weft.calls",
    name = "Weft calls",
    description = "How this node chooses whom it calls, and when it spares others its calls.")
public @interface CallSettings {

  @AttributeDefinition(
      name = "balancer",
      description =
          "Which load balancer chooses where neither call nor service says: round-robin,"
              + " power-of-two, least-outstanding, locality, sticky, weighted, or one that a bundle"
              + " brings.")
  String balancer() default LoadBalancer.ROUND_ROBIN;

  @AttributeDefinition(
      name = "balancers",
      description =
          "PATH=BALANCER, separated by commas; the first that is for a service goes before what it"
              + " says itself. In a path * is one segment and a last ** any number, as in:"
              + " user/*=sticky,media/**=locality.")
  String[] balancers() default {};

  @AttributeDefinition(
      name = "retry_budget_percent",
      description =
          "How many of the requests to a service within the last 5 to 10 seconds may be made again,"
              + " because nobody knows whether they ran, the node had too much to do, or it was slow;"
              + " ten always may.",
      min = "0",
      max = "100")
  int retry__budget__percent() default 20;

  @AttributeDefinition(
      name = "breaker_failures",
      description =
          "After so many requests in a row that a node left unanswered or had too much to do for, its"
              + " service is given a rest; 0: never.",
      min = "0",
      max = "10000")
  int breaker__failures() default 20;

  @AttributeDefinition(
      name = "breaker_rest_ms",
      description =
          "How long it rests, milliseconds; then one request tries whether it answers again.",
      min = "10",
      max = "3600000")
  int breaker__rest__ms() default 1000;

  @AttributeDefinition(
      name = "outstanding_per_service",
      description =
          "Requests to one service of one node that may be under way; further ones go to another"
              + " node or fail as overloaded, so that a slow service does not take the place of all.",
      min = "1",
      max = "65536")
  int outstanding__per__service() default 16384;
}
