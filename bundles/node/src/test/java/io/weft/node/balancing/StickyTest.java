package io.weft.node.balancing;

import io.weft.exchange.LoadBalancer;
import io.weft.testkit.LoadBalancerContract;

class StickyTest extends LoadBalancerContract {
  private final LoadBalancer balancer = new Sticky();

  @Override
  protected LoadBalancer balancer() {
    return balancer;
  }
}
