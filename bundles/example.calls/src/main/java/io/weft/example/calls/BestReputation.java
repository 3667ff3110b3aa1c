package io.weft.example.calls;

import io.weft.exchange.Candidate;
import io.weft.exchange.LoadBalancer;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** A load balancer: prefers the node that this node thinks best of. */
@Component(property = LoadBalancer.NAME + "=best-reputation")
public final class BestReputation implements LoadBalancer {

  @Override
  public int choose(List<Candidate> candidates, Optional<String> key, int turn) {
    int best = 0;
    for (int i = 1; i < candidates.size(); i++) {
      if (candidates.get(i).reputation() > candidates.get(best).reputation()) {
        best = i;
      }
    }
    return best;
  }
}
