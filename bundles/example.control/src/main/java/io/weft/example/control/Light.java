package io.weft.example.control;

import io.weft.control.Colour;
import io.weft.control.Controls;
import io.weft.control.Point;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A light that is as bright and as coloured as the points below {@code stage/light} say. */
@Component(service = Light.class, immediate = true)
public final class Light {
  private static final Logger LOG = LoggerFactory.getLogger(Light.class);

  private final Controls.Watch watch;
  private volatile double level;
  private volatile Colour gel = new Colour(255, 255, 255);

  @Activate
  public Light(@Reference Controls controls) {
    watch = controls.watch("stage/light/*", this::changed);
  }

  /** One thread at a time; the first calls say how the points are now. */
  private void changed(Point point) {
    switch (point.name()) {
      case "stage/light/level" -> level = point.as(Double.class).orElse(0.0);
      case "stage/light/gel" -> gel = point.as(Colour.class).orElse(gel);
      default -> {}
    }
    LOG.info("the light is at {} % of {}", Math.round(100 * level), gel);
  }

  @Deactivate
  void stop() {
    watch.close();
  }

  double level() {
    return level;
  }

  Colour gel() {
    return gel;
  }
}
