package io.weft.example.hello;

import io.weft.events.Event;
import io.weft.events.EventHandler;
import io.weft.events.Events;
import io.weft.events.PublishOptions;
import io.weft.events.Subscription;
import io.weft.events.SubscriptionOptions;
import io.weft.exchange.Request;
import io.weft.node.Node;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** As much of a node as the example meets. */
final class Fakes {
  private static final NodeId ID = new NodeId("a".repeat(NodeId.LENGTH));

  private Fakes() {}

  /** A node that has a name. */
  record NamedNode(String name) implements Node {
    @Override
    public NodeRecord record() {
      return new NodeRecord(
          ID, null, name, "test", Set.of(), Map.of(), Set.of(), List.of(), 1, Instant.EPOCH);
    }

    @Override
    public boolean ready() {
      return true;
    }
  }

  /** Keeps what is published. */
  static final class KeptEvents implements Events {
    final List<String> topics = new ArrayList<>();
    final List<Object> data = new ArrayList<>();

    @Override
    public void publish(String topic, Object published, PublishOptions options) {
      topics.add(topic);
      data.add(published);
    }

    @Override
    public Subscription subscribe(
        String pattern, SubscriptionOptions options, EventHandler handler) {
      throw new UnsupportedOperationException("subscribe");
    }
  }

  /** A request of this process. */
  record LocalRequest(String action, Object params) implements Request {
    @Override
    public Object as(Type type) {
      return params;
    }

    @Override
    public String path() {
      return "hello";
    }

    @Override
    public NodeId caller() {
      return ID;
    }

    @Override
    public Duration remaining() {
      return Duration.ofSeconds(1);
    }
  }

  /** An event of this process. */
  record LocalEvent(String topic, long sequence, Object published) implements Event {
    @Override
    public Object as(Type type) {
      return published;
    }

    @Override
    public NodeId publisher() {
      return ID;
    }
  }
}
