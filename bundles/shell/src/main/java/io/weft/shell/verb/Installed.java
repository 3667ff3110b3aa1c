package io.weft.shell.verb;

import io.weft.transport.Transport;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.namespace.extender.ExtenderNamespace;

/** The bundles of a framework, as people name them. */
final class Installed {

  /** What the symbolic names of our own bundles begin with; may be left out. */
  private static final String OURS = "io.weft.";

  private static final String TRANSPORT = "io.weft.transport.Transport";

  private final BundleContext framework;

  Installed(BundleContext framework) {
    this.framework = framework;
  }

  /** All bundles, in the order in which they were installed. */
  List<Bundle> all() {
    return Arrays.stream(framework.getBundles())
        .sorted(Comparator.comparingLong(Bundle::getBundleId))
        .toList();
  }

  /** The native code of a fragment, and why it is this one. */
  Optional<Native> nativeCode(Bundle bundle) {
    return Native.of(bundle, framework);
  }

  /** The bundle of this symbolic name, with or without {@code io.weft.}, or of this number. */
  Bundle find(String name) {
    List<Bundle> found =
        all().stream()
            .filter(bundle -> name.equals(symbolicName(bundle)) || name.equals(number(bundle)))
            .toList();
    if (found.isEmpty()) {
      found = all().stream().filter(b -> symbolicName(b).equals(OURS + name)).toList();
    }
    if (found.isEmpty()) {
      throw new Failure(
          Exit.NOT_FOUND, "no bundle \"" + name + "\" is installed (weft bundles lists them)");
    }
    if (found.size() > 1) {
      throw new Failure(
          Exit.USAGE,
          "there are several bundles \""
              + name
              + "\": use their numbers "
              + found.stream().map(Installed::number).toList());
    }
    return found.get(0);
  }

  /** Whether the shell would go with this bundle, so that nobody could answer afterwards. */
  boolean carriesTheShell(Bundle bundle) {
    return bundle.getBundleId() == 0
        || bundle.equals(framework.getBundle())
        || extendsTheShell(bundle);
  }

  /** A file that can be read, as the framework wants it. */
  static URI file(String name) {
    try {
      Path file = Path.of(name).toAbsolutePath();
      if (!Files.isReadable(file) || !Files.isRegularFile(file)) {
        throw new Failure(Exit.FAILED, "the file " + file + " cannot be read by the node");
      }
      return file.toUri();
    } catch (InvalidPathException e) {
      throw new Failure(Exit.USAGE, "\"" + name + "\" is no file name: " + e.getReason());
    }
  }

  static String symbolicName(Bundle bundle) {
    String name = bundle.getSymbolicName();
    return name == null ? bundle.getLocation() : name;
  }

  static boolean isFragment(Bundle bundle) {
    return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
  }

  static String state(Bundle bundle) {
    return switch (bundle.getState()) {
      case Bundle.UNINSTALLED -> "uninstalled";
      case Bundle.INSTALLED -> "installed";
      case Bundle.RESOLVED -> isFragment(bundle) ? "attached" : "resolved";
      case Bundle.STARTING -> lazy(bundle) ? "active" : "starting";
      case Bundle.STOPPING -> "stopping";
      case Bundle.ACTIVE -> "active";
      default -> "unknown";
    };
  }

  /** What it is there for: transports, discovery providers, codecs, services. */
  static List<String> provides(Bundle bundle) {
    List<String> found = new ArrayList<>();
    ServiceReference<?>[] services = bundle.getRegisteredServices();
    if (services != null) {
      for (ServiceReference<?> service : services) {
        said(service).ifPresent(found::add);
        Arrays.stream((String[]) service.getProperty(Constants.OBJECTCLASS))
            .map(type -> provided(type, service))
            .filter(text -> !text.isEmpty())
            .forEach(found::add);
      }
    }
    return found.stream().distinct().sorted().toList();
  }

  private static String provided(String type, ServiceReference<?> service) {
    return switch (type) {
      case TRANSPORT -> "transport " + words(service, Transport.SCHEMES) + stateOf(service);
      case "io.weft.discovery.DiscoveryProvider" ->
          "discovery " + words(service, "weft.discovery.name");
      case "io.weft.netif.InterfaceDetector" -> "network interfaces";
      case "io.weft.exchange.Codec" -> "codec";
      case "io.weft.exchange.Handler" -> "service " + words(service, "weft.service.path");
      case "io.weft.events.EventHandler" -> "listens to " + words(service, "weft.events.topics");
      case "io.weft.node.Node" -> "node";
      case "io.weft.trust.Identity" -> "identity";
      default -> "";
    };
  }

  /** What a plug-in says that would be a transport and is none. */
  private static Optional<String> said(ServiceReference<?> service) {
    List<Object> types =
        Arrays.asList((Object[]) (String[]) service.getProperty(Constants.OBJECTCLASS));
    Object state = service.getProperty(Transport.STATE);
    return types.contains(TRANSPORT)
        ? Optional.empty()
        : Optional.ofNullable(state).map(Object::toString);
  }

  private static String stateOf(ServiceReference<?> service) {
    Object state = service.getProperty(Transport.STATE);
    return state == null ? "" : ": " + state;
  }

  private static String words(ServiceReference<?> service, String property) {
    Object value = service.getProperty(property);
    if (value == null) {
      return "?";
    }
    return value instanceof Object[] values
        ? String.join(", ", Arrays.stream(values).map(String::valueOf).toList())
        : value.toString();
  }

  /** A bundle of which a class is loaded only when somebody asks for one is as good as active. */
  private static boolean lazy(Bundle bundle) {
    return Constants.ACTIVATION_LAZY.equals(
        bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY));
  }

  /** Whether our components run by its grace, as those of Declarative Services do. */
  private boolean extendsTheShell(Bundle bundle) {
    BundleWiring wiring = framework.getBundle().adapt(BundleWiring.class);
    return wiring != null
        && wiring.getRequiredWires(ExtenderNamespace.EXTENDER_NAMESPACE).stream()
            .anyMatch(wire -> wire.getProviderWiring().getBundle().equals(bundle));
  }

  private static String number(Bundle bundle) {
    return Long.toString(bundle.getBundleId());
  }
}
