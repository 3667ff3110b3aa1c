package io.weft.example.calls;

import io.weft.exchange.LoadBalancer;
import io.weft.testkit.LoadBalancerContract;

class BestReputationTest extends LoadBalancerContract {

  @Override
  protected LoadBalancer balancer() {
    return new BestReputation();
  }
}
