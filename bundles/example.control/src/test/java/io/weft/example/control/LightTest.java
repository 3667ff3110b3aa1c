package io.weft.example.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.weft.control.Colour;
import io.weft.control.Point;
import io.weft.control.Policy;
import io.weft.control.state.Board;
import io.weft.control.state.Limits;
import io.weft.node.NodeId;
import io.weft.testkit.ManualClock;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LightTest {
  private final ManualClock clock = new ManualClock();
  private final io.weft.control.state.Desk points =
      new io.weft.control.state.Desk(
          new Board(
              new NodeId("a".repeat(NodeId.LENGTH)),
              clock,
              clock,
              Limits.DEFAULT,
              Runnable::run,
              new SplittableRandom(1)),
          change -> {});
  private final Desk desk = new Desk(points, points);

  @Test
  void theLightFollowsItsPoints() {
    points.set("stage/light/level", 0.1);
    Light light = new Light(points);
    assertThat(light.level()).isEqualTo(0.1);

    desk.set();

    assertThat(light.level()).isEqualTo(0.8);
    assertThat(light.gel()).isEqualTo(new Colour(255, 128, 0));
    light.stop();
    points.set("stage/light/level", 0);
    assertThat(light.level()).isEqualTo(0.8);
  }

  @Test
  void anOverrideLetsGo() {
    desk.set();

    assertThat(desk.override()).isEqualTo(0.8);
  }

  @Test
  void policiesAndLeases() {
    desk.policies();
    desk.lease();

    assertThat(points.points("**"))
        .extracting(Point::name, Point::policy)
        .containsExactly(
            tuple("crane/arm", Policy.LEASE),
            tuple("hall/loudest", Policy.MAXIMUM),
            tuple("hall/visitors", Policy.SUM));
    assertThat(points.find("crane/arm").orElseThrow().holder()).isEmpty();
  }
}
