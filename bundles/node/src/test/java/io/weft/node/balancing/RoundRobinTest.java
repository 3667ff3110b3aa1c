package io.weft.node.balancing;

import io.weft.exchange.LoadBalancer;
import io.weft.testkit.LoadBalancerContract;

class RoundRobinTest extends LoadBalancerContract {
  private final LoadBalancer balancer = new RoundRobin();

  @Override
  protected LoadBalancer balancer() {
    return balancer;
  }
}
