package io.weft.node.balancing;

import io.weft.exchange.LoadBalancer;
import io.weft.testkit.LoadBalancerContract;

class PowerOfTwoTest extends LoadBalancerContract {
  private final LoadBalancer balancer = new PowerOfTwo();

  @Override
  protected LoadBalancer balancer() {
    return balancer;
  }
}
