package io.weft.node.balancing;

import io.weft.exchange.LoadBalancer;
import io.weft.testkit.LoadBalancerContract;

class LeastOutstandingTest extends LoadBalancerContract {
  private final LoadBalancer balancer = new LeastOutstanding();

  @Override
  protected LoadBalancer balancer() {
    return balancer;
  }
}
