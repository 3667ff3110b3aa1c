package io.weft.example.control;

import io.weft.control.Colour;
import io.weft.control.Controls;
import io.weft.control.Kind;
import io.weft.control.Leases;
import io.weft.control.Point;
import io.weft.control.Policy;
import java.time.Duration;
import java.util.Map;

/** What a controller does, verb by verb. */
final class Desk {
  private final Controls controls;
  private final Leases leases;

  Desk(Controls controls, Leases leases) {
    this.controls = controls;
    this.leases = leases;
  }

  void set() {
    controls.set("stage/light/level", 0.8);
    controls.set("stage/light/gel", Colour.parse("#ff8000"));
    controls.set("stage/head", Map.of("pan", 0.25, "tilt", 0.5, "on", true));
  }

  double override() {
    controls.set("stage/light/level", 1, 10); // the fire alarm counts more
    Point point = controls.release("stage/light/level", 10); // and the desk's value is back
    return point.as(Double.class).orElse(0.0);
  }

  void policies() {
    controls.declare("hall/loudest", Kind.NUMBER, Policy.MAXIMUM);
    controls.set("hall/loudest", -12.5);
    controls.add("hall/visitors", 1); // a sum
  }

  void lease() {
    leases.take("crane/arm", Kind.NUMBER, Duration.ofSeconds(5), 0);
    controls.set("crane/arm", 0.3); // only the holder may; each change renews
    leases.giveBack("crane/arm");
  }
}
