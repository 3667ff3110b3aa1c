package io.weft.node.balancing;

import io.weft.exchange.LoadBalancer;
import io.weft.testkit.LoadBalancerContract;

class WeightedTest extends LoadBalancerContract {
  private final LoadBalancer balancer = new Weighted();

  @Override
  protected LoadBalancer balancer() {
    return balancer;
  }
}
