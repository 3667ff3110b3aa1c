package io.weft.node.balancing;

import io.weft.exchange.LoadBalancer;
import io.weft.testkit.LoadBalancerContract;

class LocalityTest extends LoadBalancerContract {
  private final LoadBalancer balancer = new Locality();

  @Override
  protected LoadBalancer balancer() {
    return balancer;
  }
}
