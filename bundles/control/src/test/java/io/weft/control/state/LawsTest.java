package io.weft.control.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.control.Kind;
import io.weft.control.Policy;
import io.weft.node.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Joining is commutative, associative and idempotent, also for what no honest node would send. */
class LawsTest {
  private static final int TRIES = 3000;

  @ParameterizedTest
  @EnumSource(Policy.class)
  void joiningIsThatOfASemilattice(Policy policy) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < TRIES; i++) {
      PointState a = state(random, policy);
      PointState b = state(random, policy);
      PointState c = state(random, policy);
      String run = policy + ", seed " + seed + ", try " + i;
      assertThat(a.join(a)).as(run).isSameAs(a);
      assertThat(a.join(b)).as(run).isEqualTo(b.join(a));
      assertThat(a.join(b).join(c)).as(run).isEqualTo(a.join(b.join(c)));
      assertThat(a.join(b).join(b)).as(run).isEqualTo(a.join(b));
      PointState whole = a.join(b);
      assertThat(PointForm.hash(whole)).as(run).isEqualTo(PointForm.hash(b.join(a)));
    }
  }

  /** Few values of everything, so that ties are frequent. */
  private static PointState state(Random random, Policy usual) {
    Policy policy = random.nextInt(20) == 0 ? Policy.LAST_WRITER : usual;
    int life = random.nextInt(20) == 0 ? 1 : random.nextInt(20) == 0 ? 2 : 0;
    if (life == 1) {
      return PointState.gone("p", 1, stamp(random));
    }
    Content content =
        switch (policy) {
          case LAST_WRITER -> layers(random);
          case MAXIMUM -> shares(random, false);
          case SUM -> shares(random, true);
          case LEASE -> tenure(random);
        };
    return new PointState("p", life, policy, Kind.NUMBER, content);
  }

  private static Stamp stamp(Random random) {
    return new Stamp(random.nextInt(4), node(random));
  }

  private static NodeId node(Random random) {
    return Replica.id(random.nextInt(3));
  }

  private static Double value(Random random) {
    return random.nextInt(4) == 0 ? null : (double) random.nextInt(3);
  }

  private static Layers layers(Random random) {
    List<Layer> layers = new ArrayList<>();
    for (int priority = 0; priority < 3; priority++) {
      if (random.nextBoolean()) {
        layers.add(new Layer(priority, stamp(random), value(random)));
      }
    }
    return new Layers(layers);
  }

  private static Content shares(Random random, boolean sum) {
    Content all = Shares.NONE;
    for (int i = random.nextInt(4); i > 0; i--) {
      long incarnation = sum ? 1 + random.nextInt(4) : 0;
      long covers = sum ? random.nextInt((int) incarnation) : 0;
      Share share =
          new Share(
              node(random),
              incarnation,
              covers,
              random.nextInt(4),
              random.nextInt(2),
              value(random));
      all = all.join(new Shares(List.of(share)));
    }
    return all;
  }

  private static Tenure tenure(Random random) {
    return new Tenure(
        random.nextInt(3),
        random.nextInt(2),
        stamp(random),
        random.nextInt(3) == 0 ? null : node(random),
        random.nextInt(2),
        random.nextInt(3),
        random.nextInt(3) == 0 ? null : new Layer(0, stamp(random), value(random)));
  }
}
