package io.weft.control.input;

import io.weft.control.Controls;
import io.weft.control.InputDevice;
import io.weft.control.InputMessage;
import io.weft.exchange.ApplicationException;
import io.weft.exchange.Handler;
import io.weft.exchange.Request;
import io.weft.exchange.ServiceAt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The input devices of this node, and the mappings that lead them to control points. Others see the
 * devices by the service {@code weft/input}.
 */
@Component(service = Handler.class, immediate = true, configurationPid = InputComponent.PID)
@ServiceAt(
    path = "weft/input",
    version = "1.0.0",
    description = "The input devices of this node.",
    actions = {"list", "send"})
@Designate(ocd = MappingSettings.class)
public final class InputComponent implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(InputComponent.class);

  static final String PID = "io.weft.control.mapping";

  /** What {@code send} takes. */
  public record Movement(String device, int channel, String control, double value) {}

  private final BundleContext context;
  private final Controls controls;
  private final ConcurrentMap<InputDevice, Line> lines = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, VirtualDevice> virtual = new ConcurrentHashMap<>();
  private final List<ServiceRegistration<?>> registered = new ArrayList<>();
  private volatile MappingBook book;

  /**
   * @throws IllegalArgumentException if the mappings cannot be read; the message shows which
   */
  @Activate
  public InputComponent(
      BundleContext context, @Reference Controls controls, MappingSettings settings) {
    this.context = context;
    this.controls = controls;
    try {
      this.book = MappingBook.read(settings.mappings());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(PID + ": " + e.getMessage(), e);
    }
    offer(names(settings));
  }

  @Modified
  void modified(MappingSettings settings) {
    try {
      book = MappingBook.read(settings.mappings());
    } catch (IllegalArgumentException e) {
      LOG.warn("{}: {}; the mappings before it stay in force", PID, e.getMessage());
      return;
    }
    lines.values().forEach(line -> line.use(book.of(line.device().id())));
    offer(names(settings));
    LOG.info("{}: {} devices have mappings", PID, book.byDevice().size());
  }

  @Deactivate
  void stop() {
    registered.forEach(ServiceRegistration::unregister);
    lines.values().forEach(Line::close);
  }

  private static Collection<String> names(MappingSettings settings) {
    Collection<String> names = new TreeSet<>(Arrays.asList(settings.virtual__devices().split(",")));
    names.removeIf(String::isBlank);
    return names.stream().map(String::strip).toList();
  }

  /** Devices that are there already stay; a name that went takes a restart to go. */
  private synchronized void offer(Collection<String> names) {
    for (String each : names) {
      if (!virtual.containsKey(each)) {
        VirtualDevice made = new VirtualDevice(each);
        virtual.put(each, made);
        registered.add(context.registerService(InputDevice.class, made, null));
      }
    }
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindDevice(InputDevice device) {
    Line line = new Line(device, controls);
    lines.put(device, line);
    LOG.info("device {} ({}) is there", device.id(), device.name());
    line.use(book.of(device.id()));
  }

  void unbindDevice(InputDevice device) {
    Line gone = lines.remove(device);
    if (gone != null) {
      LOG.info("device {} is gone", device.id());
      gone.close();
    }
  }

  // ---- weft/input

  @Override
  public Object handle(Request request) {
    return switch (request.action()) {
      case "list" -> list();
      case "send" -> send(request.as(Movement.class));
      default -> throw new IllegalStateException("not declared: " + request.action());
    };
  }

  List<Map<String, Object>> list() {
    return lines.values().stream().map(Line::fields).toList();
  }

  private Map<String, Object> send(@Nullable Movement movement) {
    if (movement == null || movement.device() == null || movement.control() == null) {
      throw new ApplicationException(
          ApplicationException.BAD_PARAMS,
          "send needs a movement, as in {\"device\": \"desk\", \"channel\": 0, \"control\":"
              + " \"fader/1\", \"value\": 64}");
    }
    VirtualDevice device = virtual.get(movement.device());
    if (device == null) {
      throw new ApplicationException(
          "no_such_device",
          "no virtual device \""
              + movement.device()
              + "\" here; virtual_devices of "
              + PID
              + " has "
              + new TreeSet<>(virtual.keySet()));
    }
    if (!Double.isFinite(movement.value())) {
      throw new ApplicationException(
          ApplicationException.BAD_PARAMS, movement.value() + " is no finite number");
    }
    device.send(new InputMessage(movement.channel(), movement.control(), movement.value()));
    return Map.of("sent", true);
  }
}
