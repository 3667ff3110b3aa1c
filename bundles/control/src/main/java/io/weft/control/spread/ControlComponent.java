package io.weft.control.spread;

import io.weft.control.Controls;
import io.weft.control.Leases;
import io.weft.control.state.Limits;
import io.weft.exchange.Directory;
import io.weft.exchange.Exchange;
import io.weft.exchange.Handler;
import io.weft.exchange.ServiceAt;
import io.weft.node.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** The control points of a node: its services {@link Controls} and {@link Leases}. */
@Component(
    service = {},
    immediate = true,
    configurationPid = "io.weft.control")
@Designate(ocd = ControlSettings.class)
public final class ControlComponent {

  private final SharedControl control;
  private final List<ServiceRegistration<?>> registered = new ArrayList<>();

  @Activate
  public ControlComponent(
      BundleContext context,
      @Reference Node node,
      @Reference Exchange exchange,
      @Reference Directory directory,
      ControlSettings settings) {
    Limits limits =
        new Limits(
            settings.max__points(),
            settings.history__length(),
            Duration.ofMinutes(settings.max__clock__ahead__minutes()),
            Duration.ofHours(settings.deleted__hours()));
    Tempo tempo =
        new Tempo(
            Duration.ofSeconds(settings.compare__interval__s()), settings.changes__per__second());
    control = new SharedControl(node.record().id(), exchange, directory, limits, tempo);
    registered.add(
        context.registerService(
            Handler.class, control.handler(), FrameworkUtil.asDictionary(service())));
    registered.add(context.registerService(Controls.class, control.desk(), null));
    registered.add(context.registerService(Leases.class, control.desk(), null));
    control.start();
  }

  private static Map<String, Object> service() {
    return Map.of(
        ServiceAt.PREFIX_ + "path",
        Asking.PATH,
        ServiceAt.PREFIX_ + "version",
        "1.0.0",
        ServiceAt.PREFIX_ + "description",
        "Control points: changes and comparisons between nodes.",
        ServiceAt.PREFIX_ + "actions",
        new String[] {Asking.CHANGES, Asking.COMPARE},
        ServiceAt.PREFIX_ + "nonBlocking",
        true,
        ServiceAt.PREFIX_ + "relayed",
        false);
  }

  @Deactivate
  void stop() {
    registered.forEach(ServiceRegistration::unregister);
    control.close();
  }
}
