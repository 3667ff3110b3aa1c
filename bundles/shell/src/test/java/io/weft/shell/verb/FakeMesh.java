package io.weft.shell.verb;

import io.weft.discovery.Discovery;
import io.weft.discovery.Query;
import io.weft.discovery.Queryable;
import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import io.weft.discovery.SourceInfo;
import io.weft.events.Event;
import io.weft.events.EventHandler;
import io.weft.events.Events;
import io.weft.events.PublishOptions;
import io.weft.events.Subscription;
import io.weft.events.SubscriptionOptions;
import io.weft.exchange.Conversation;
import io.weft.exchange.Directory;
import io.weft.exchange.Encoded;
import io.weft.exchange.Exchange;
import io.weft.exchange.Gathered;
import io.weft.exchange.PayloadException;
import io.weft.exchange.RemoteService;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.Service;
import io.weft.exchange.ServiceDescription;
import io.weft.exchange.ServiceMetrics;
import io.weft.netif.InterfaceKind;
import io.weft.node.Metric;
import io.weft.node.Node;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.peer.LinkInfo;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerWatcher;
import io.weft.peer.Peers;
import io.weft.peer.Standing;
import io.weft.shell.text.Terminal;
import io.weft.shell.text.Typing;
import io.weft.transport.Lane;
import io.weft.transport.Protection;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mesh of values: this node is node-a, its peers are what a test says. */
public final class FakeMesh {

  public static final NodeId A = id('a');
  public static final NodeId B = id('b');
  public static final NodeId C = id('c');
  public static final Instant LONG_AGO = Instant.now().minus(Duration.ofDays(3));

  public final Mesh mesh = new Mesh();
  public final List<PeerInfo> peers = new CopyOnWriteArrayList<>();
  public final Map<NodeId, List<PeerEvent>> history = new HashMap<>();
  public final List<Service> local = new ArrayList<>();
  public final List<RemoteService> remote = new ArrayList<>();
  public final List<String> published = new CopyOnWriteArrayList<>();
  public final List<Query> queries = new CopyOnWriteArrayList<>();
  public final List<FakeSubscription> subscriptions = new CopyOnWriteArrayList<>();
  public final List<PeerWatcher> watchers = new CopyOnWriteArrayList<>();
  public final List<SourceInfo> sources = new CopyOnWriteArrayList<>();
  public final List<String> turned = new CopyOnWriteArrayList<>();
  public final List<Asked> asked = new CopyOnWriteArrayList<>();
  public final FakeBook book = new FakeBook(peers);
  public volatile boolean ready = true;
  public volatile Exchange exchange =
      (path, action, params, options) ->
          CompletableFuture.completedFuture(new FakeReply(B, json("{\"ok\":true}")));

  /** What all nodes answer. */
  public volatile Gathered gathered = new Gathered(Map.of(), Map.of());

  /** One request, as the node got it. */
  public record Asked(String path, String action, String params, RequestOptions options) {}

  /** What a command line did. */
  public record Answer(int exit, String out, String err) {}

  /** A running subscription of a test. */
  public record FakeSubscription(
      String pattern, SubscriptionOptions options, EventHandler handler, List<String> closed)
      implements Subscription {
    @Override
    public long delivered() {
      return 0;
    }

    @Override
    public long dropped() {
      return 0;
    }

    @Override
    public void close() {
      closed.add(pattern);
    }
  }

  /** A source is in another state from now on. */
  public void become(String source, SourceInfo.State state) {
    sources.replaceAll(
        each ->
            !each.name().equals(source)
                ? each
                : new SourceInfo(
                    source,
                    state,
                    each.since(),
                    each.vouched(),
                    each.sightings(),
                    each.refused(),
                    each.lastSighting(),
                    each.troubles(),
                    each.lastError(),
                    each.nextLook()));
  }

  private record FakeReply(NodeId from, Object value) implements Reply {
    @Override
    public Object as(Type type) {
      return payload(value, type);
    }
  }

  private record FakeEvent(String topic, NodeId publisher, long sequence, Object value)
      implements Event {
    @Override
    public Object as(Type type) {
      return payload(value, type);
    }
  }

  private record FakeService(
      ServiceDescription description,
      NodeId node,
      ServiceMetrics metrics,
      State state,
      PeerInfo peer)
      implements RemoteService {}

  public FakeMesh() {
    mesh.node =
        new Node() {
          @Override
          public NodeRecord record() {
            return self();
          }

          @Override
          public boolean ready() {
            return ready;
          }
        };
    mesh.peers =
        new Peers() {
          @Override
          public List<PeerInfo> all() {
            return List.copyOf(peers);
          }

          @Override
          public List<PeerInfo> withRole(String role) {
            return peers.stream().filter(peer -> peer.roles().contains(role)).toList();
          }

          @Override
          public List<PeerInfo> withCapability(String capability) {
            throw new UnsupportedOperationException("no verb asks for it");
          }

          @Override
          public List<PeerInfo> offering(String servicePath) {
            throw new UnsupportedOperationException("no verb asks for it");
          }

          @Override
          public Watch watch(PeerWatcher watcher) {
            peers.forEach(watcher::found);
            watchers.add(watcher);
            return () -> watchers.remove(watcher);
          }

          @Override
          public Optional<PeerInfo> find(NodeId id) {
            return peers.stream().filter(peer -> peer.id().equals(id)).findFirst();
          }

          @Override
          public List<PeerEvent> history(NodeId id) {
            return history.getOrDefault(id, List.of());
          }
        };
    mesh.directory =
        new Directory() {
          @Override
          public List<Service> local() {
            return local;
          }

          @Override
          public List<RemoteService> remote() {
            return remote;
          }

          @Override
          public List<RemoteService> remote(String path) {
            return remote.stream().filter(s -> s.description().path().equals(path)).toList();
          }

          @Override
          public List<RemoteService> remote(NodeId node) {
            return remote.stream().filter(s -> s.node().equals(node)).toList();
          }
        };
    mesh.exchange =
        new Exchange() {
          @Override
          public CompletableFuture<Reply> request(
              String path, String action, Object params, RequestOptions options) {
            asked.add(new Asked(path, action, text(params), options));
            return exchange.request(path, action, params, options);
          }

          @Override
          public CompletableFuture<Conversation> open(
              String path, String action, Object params, RequestOptions options) {
            asked.add(new Asked(path, action, text(params), options));
            return exchange.open(path, action, params, options);
          }

          @Override
          public CompletableFuture<Gathered> requestAll(
              String path, String action, Object params, RequestOptions options) {
            asked.add(new Asked(path, action, text(params), options));
            return CompletableFuture.completedFuture(gathered);
          }
        };
    mesh.events =
        new Events() {
          @Override
          public void publish(String topic, Object data, PublishOptions options) {
            if (topic.contains("*")) {
              throw new IllegalArgumentException("topic \"" + topic + "\" has a wildcard");
            }
            published.add(
                topic
                    + " "
                    + text(data)
                    + " "
                    + options.broadcast()
                    + (options.retain() ? " retained" : "")
                    + (options.acknowledged() ? " acknowledged" : ""));
          }

          @Override
          public Subscription subscribe(
              String pattern, SubscriptionOptions options, EventHandler handler) {
            FakeSubscription made =
                new FakeSubscription(pattern, options, handler, new ArrayList<>());
            subscriptions.add(made);
            return made;
          }
        };
    mesh.peerBook = book;
    mesh.sources =
        new Discovery() {
          @Override
          public List<SourceInfo> sources() {
            return List.copyOf(sources);
          }

          @Override
          public boolean turn(String source, boolean on) {
            turned.add(source + " " + on);
            become(source, on ? SourceInfo.State.STARTING : SourceInfo.State.OFF);
            return sources.stream().anyMatch(each -> each.name().equals(source));
          }
        };
    mesh.metrics =
        () ->
            List.of(
                new Metric("weft.dials", Map.of("outcome", "failed"), 3),
                new Metric("weft.round.trip", Map.of("peer", "bbbbbbbb"), 0.00042));
    mesh.tickets = introducers -> "weft1-" + introducers.size();
    mesh.discovery =
        List.of(
            new Queryable() {
              @Override
              public void query(Query query) {
                queries.add(query);
              }

              @Override
              public void start(Self self, SightingSink sink) {}

              @Override
              public void refresh() {}

              @Override
              public void close() {}
            });
  }

  /** Runs a command line without a terminal. */
  public Answer run(String... arguments) {
    return run(0, false, arguments);
  }

  /** Runs a command line on a terminal of this width. */
  public Answer run(int columns, boolean colour, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = Verbs.run(mesh, new Terminal(out, err, columns, colour), arguments);
    return new Answer(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Runs a command line on a terminal where somebody types these lines. */
  public Answer type(String lines, String... arguments) {
    Typing typing = new Typing();
    typing.add(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = Verbs.run(mesh, new Terminal(out, err, 80, false, typing), arguments);
    return new Answer(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Removes the services of the node, as if its bundle were stopped. */
  public void stopNode() {
    mesh.node = null;
    mesh.peers = null;
    mesh.peerBook = null;
    mesh.directory = null;
    mesh.exchange = null;
    mesh.events = null;
    mesh.sources = null;
  }

  /** Delivers an event to all subscriptions. */
  public void event(String topic, NodeId publisher, Object value) throws Exception {
    for (FakeSubscription subscription : subscriptions) {
      subscription.handler().on(new FakeEvent(topic, publisher, 7, value));
    }
  }

  public void offer(NodeId node, String path, long requests, long errors, String... actions) {
    ServiceDescription description =
        new ServiceDescription(path, "1.2.0", "Does it.", Set.of(actions), List.of());
    ServiceMetrics metrics =
        new ServiceMetrics(requests, errors, 0, 0, 0, Duration.ofNanos(1_250_000));
    if (node.equals(A)) {
      local.add(new FakeService(description, A, metrics, Service.State.AVAILABLE, null));
    } else {
      Service.State state = node.equals(B) ? Service.State.AVAILABLE : Service.State.UNREACHABLE;
      remote.add(new FakeService(description, node, metrics, state, null));
    }
  }

  public static Reply reply(NodeId from, Object value) {
    return new FakeReply(from, value);
  }

  public static Encoded json(String text) {
    return new Encoded(Encoded.JSON, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A peer with one link, or with none if it is not connected. */
  public static PeerInfo peer(NodeId id, String name, PeerInfo.State state) {
    boolean connected = state == PeerInfo.State.CONNECTED;
    return new PeerInfo(
        id,
        Optional.empty(),
        name,
        "net1",
        Set.of("gpu"),
        Map.of("processors", "8"),
        Optional.empty(),
        List.of(URI.create("tcp://10.0.0.7:7001")),
        Map.of("mdns", LONG_AGO),
        false,
        Standing.UNKNOWN,
        PeerInfo.Dialling.FINE,
        state,
        connected ? Optional.of(LONG_AGO) : Optional.empty(),
        LONG_AGO,
        connected ? Optional.of(Duration.ofNanos(420_000)) : Optional.empty(),
        connected ? 1_500 : 0,
        connected ? 2_500 : 0,
        connected ? List.of(link(Lane.CONTROL), link(Lane.CALLS)) : List.of());
  }

  public static LinkInfo link(Lane lane) {
    return new LinkInfo(
        lane,
        URI.create("tcp://10.0.0.6:40000"),
        URI.create("tcp://10.0.0.7:7001"),
        true,
        Protection.TLS,
        InterfaceKind.ETHERNET,
        "eth0",
        Duration.ofNanos(594_000),
        true,
        "the cheapest way",
        LONG_AGO,
        lane == Lane.CONTROL ? Optional.of(Duration.ofNanos(420_000)) : Optional.empty(),
        10,
        1_500,
        20,
        2_000_000,
        true);
  }

  public static NodeId id(char letter) {
    return new NodeId(String.valueOf(letter).repeat(51) + "a");
  }

  private static NodeRecord self() {
    return new NodeRecord(
        A,
        new NoKey(),
        List.of(),
        "node-a",
        "net1",
        Set.of("bridge"),
        Map.of("processors", "4"),
        Set.of(),
        List.of(URI.create("tcp://192.0.2.1:7001"), URI.create("tcp://127.0.0.1:7001")),
        List.of(URI.create("tcp://0.0.0.0:7879")),
        1,
        Instant.MAX);
  }

  private static String text(Object params) {
    return params instanceof Encoded encoded
        ? encoded.contentType() + " " + new String(encoded.bytes(), StandardCharsets.UTF_8)
        : String.valueOf(params);
  }

  private static Object payload(Object value, Type type) {
    if (type == Encoded.class) {
      if (value == null || value instanceof Encoded) {
        return value;
      }
      throw new PayloadException("no codec for " + value.getClass().getName());
    }
    return value;
  }

  private static final class NoKey implements PublicKey {
    private static final long serialVersionUID = 1L;

    @Override
    public String getAlgorithm() {
      return "none";
    }

    @Override
    public String getFormat() {
      return "none";
    }

    @Override
    public byte[] getEncoded() {
      return new byte[0];
    }
  }
}
