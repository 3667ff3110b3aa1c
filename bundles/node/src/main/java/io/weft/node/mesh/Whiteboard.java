package io.weft.node.mesh;

import io.weft.events.EventHandler;
import io.weft.events.Overflow;
import io.weft.events.Subscription;
import io.weft.events.SubscriptionOptions;
import io.weft.exchange.Handler;
import io.weft.exchange.ServiceDescription;
import io.weft.node.access.Callers;
import io.weft.node.directory.LocalService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handlers and event handlers that bundles register as services, turned into services of the mesh
 * and subscriptions. What is registered wrongly is reported with its bundle and left out.
 */
final class Whiteboard {
  private static final Logger LOG = LoggerFactory.getLogger(Whiteboard.class);

  private record Offer(Object bundle, LocalService service) {}

  private record Listening(Object bundle, List<String> topics, List<Subscription> running) {}

  private final Mesh mesh;
  private final ReentrantLock changing = new ReentrantLock();
  private final Map<Handler, Offer> offers = new HashMap<>();
  private final Map<EventHandler, Listening> listening = new HashMap<>();

  Whiteboard(Mesh mesh) {
    this.mesh = mesh;
  }

  /**
   * Takes a handler in.
   *
   * @param owner who registered it, for messages
   */
  void offer(Handler handler, Map<String, ?> properties, String owner) {
    changing.lock();
    try {
      Object bundle = bundle(properties);
      LocalService service =
          new LocalService(
              mesh.record().id(),
              describe(properties, topics(bundle)),
              handler,
              Boolean.TRUE.equals(properties.get("weft.service.nonBlocking")),
              callers(properties),
              !Boolean.FALSE.equals(properties.get("weft.service.relayed")),
              owner);
      offers.put(handler, new Offer(bundle, service));
      mesh.add(service);
      LOG.info("{} offers {}", owner, service.description().path());
    } catch (IllegalArgumentException e) {
      LOG.warn("a handler of {} cannot be called: {}", owner, e.getMessage());
    } finally {
      changing.unlock();
    }
  }

  void withdraw(Handler handler) {
    changing.lock();
    try {
      Offer gone = offers.remove(handler);
      if (gone != null) {
        mesh.remove(gone.service);
      }
    } finally {
      changing.unlock();
    }
  }

  void subscribe(EventHandler handler, Map<String, ?> properties, String owner) {
    List<Subscription> running = new ArrayList<>();
    changing.lock();
    try {
      Object queue = properties.get("weft.events.queue");
      SubscriptionOptions options =
          new SubscriptionOptions(
              queue instanceof Integer number ? number : SubscriptionOptions.DEFAULT.queue(),
              overflow(properties.get("weft.events.overflow")),
              Optional.ofNullable(properties.get("weft.events.group"))
                  .map(Object::toString)
                  .filter(group -> !group.isEmpty()),
              Boolean.TRUE.equals(properties.get("weft.events.acknowledge")));
      List<String> topics = List.copyOf(strings(properties.get("weft.events.topics")));
      if (topics.isEmpty()) {
        throw new IllegalArgumentException("weft.events.topics is not set");
      }
      for (String topic : topics) {
        running.add(mesh.events().subscribe(topic, options, handler));
      }
      listening.put(handler, new Listening(bundle(properties), topics, running));
      describeAgain(bundle(properties));
    } catch (IllegalArgumentException e) {
      running.forEach(Subscription::close);
      LOG.warn("an event handler of {} hears nothing: {}", owner, e.getMessage());
    } finally {
      changing.unlock();
    }
  }

  void unsubscribe(EventHandler handler) {
    changing.lock();
    try {
      Listening gone = listening.remove(handler);
      if (gone != null) {
        gone.running.forEach(Subscription::close);
        describeAgain(gone.bundle);
      }
    } finally {
      changing.unlock();
    }
  }

  /** Services name what their bundle listens to. */
  private void describeAgain(Object bundle) {
    List<String> topics = topics(bundle);
    for (Offer offer : List.copyOf(offers.values())) {
      if (offer.bundle.equals(bundle)
          && !offer.service.description().subscriptions().equals(topics)) {
        LocalService next =
            offer.service.describedAs(offer.service.description().withSubscriptions(topics));
        offers.put(next.handler(), new Offer(bundle, next));
        mesh.replace(offer.service, next);
      }
    }
  }

  private List<String> topics(Object bundle) {
    Set<String> all = new TreeSet<>();
    for (Listening each : listening.values()) {
      if (each.bundle.equals(bundle)) {
        all.addAll(each.topics);
      }
    }
    return List.copyOf(all);
  }

  private static ServiceDescription describe(Map<String, ?> properties, List<String> topics) {
    Object path = properties.get("weft.service.path");
    if (!(path instanceof String text)) {
      throw new IllegalArgumentException("weft.service.path is not set");
    }
    Set<String> actions = strings(properties.get("weft.service.actions"));
    if (actions.isEmpty()) {
      throw new IllegalArgumentException("weft.service.actions is empty for service " + text);
    }
    Object version = properties.get("weft.service.version");
    Object description = properties.get("weft.service.description");
    Object balancer = properties.get("weft.service.balancer");
    return new ServiceDescription(
        text,
        Version.parseVersion(version == null ? "1.0.0" : version.toString()).toString(),
        description == null ? "" : description.toString(),
        actions,
        topics,
        strings(properties.get("weft.service.idempotent")),
        balancer == null ? "" : balancer.toString());
  }

  private static Callers callers(Map<String, ?> properties) {
    Set<String> words = strings(properties.get("weft.service.allow"));
    if (words.isEmpty()) {
      return Callers.EVERYONE;
    }
    try {
      return Callers.of(words);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("weft.service.allow has " + e.getMessage(), e);
    }
  }

  private static Overflow overflow(@Nullable Object value) {
    if (value == null) {
      return SubscriptionOptions.DEFAULT.overflow();
    }
    try {
      return Overflow.valueOf(value.toString().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "weft.events.overflow is " + value + " (one of " + List.of(Overflow.values()) + ")", e);
    }
  }

  private static Set<String> strings(@Nullable Object value) {
    Set<String> all = new TreeSet<>();
    if (value instanceof String[] many) {
      all.addAll(List.of(many));
    } else if (value instanceof Iterable<?> many) {
      many.forEach(each -> all.add(String.valueOf(each)));
    } else if (value != null) {
      all.add(value.toString());
    }
    return all;
  }

  private static Object bundle(Map<String, ?> properties) {
    return Optional.<Object>ofNullable(properties.get("service.bundleid")).orElse(-1L);
  }
}
