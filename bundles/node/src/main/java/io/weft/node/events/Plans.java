package io.weft.node.events;

import io.weft.node.NodeId;
import io.weft.node.events.Plan.Hop;
import io.weft.node.events.Plan.Sharing;
import io.weft.node.session.Session;
import io.weft.node.wire.RawNodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Makes plans, and keeps those of topics that are in use. Safe on every thread. */
final class Plans {

  /** Topics whose plans are remembered; beyond it they are made again: some microseconds each. */
  private static final int MAX_CACHED_TOPICS = 4096;

  private static final byte[] NOBODY_ELSE = {};

  private final NodeId self;
  private final Audience audience;
  private final EventPaths paths;
  private final OwnTopics topics;
  private final Consumer<BiConsumer<String, TopicPattern>> ownServices;
  private final Map<String, Plan> cache = new ConcurrentHashMap<>();

  /**
   * @param ownServices hands over paths of this process and what their services listen to
   */
  Plans(
      NodeId self,
      Audience audience,
      EventPaths paths,
      OwnTopics topics,
      Consumer<BiConsumer<String, TopicPattern>> ownServices) {
    this.self = self;
    this.audience = audience;
    this.paths = paths;
    this.topics = topics;
    this.ownServices = ownServices;
  }

  Plan of(String topic) {
    Plan known = cache.get(topic);
    if (known != null && known.version() == audience.version() && !known.topic().forgotten()) {
      return known;
    }
    Plan made = make(topic);
    if (cache.size() >= MAX_CACHED_TOPICS && !cache.containsKey(topic)) {
      cache.clear();
    }
    cache.put(topic, made);
    return made;
  }

  private Plan make(String topic) {
    long version = audience.version(); // before the look: what changes meanwhile is newer
    List<EventQueue> prompt = new ArrayList<>();
    List<EventQueue> patient = new ArrayList<>();
    Map<String, List<EventQueue>> groupsHere = new TreeMap<>();
    Map<String, Set<NodeId>> groups = new TreeMap<>();
    boolean[] acknowledgesHere = new boolean[1];
    audience.matchHere(
        topic,
        queue -> {
          acknowledgesHere[0] |= queue.options().acknowledge();
          if (queue.options().group().isPresent()) {
            String group = queue.options().group().get();
            groupsHere.computeIfAbsent(group, name -> new ArrayList<>()).add(queue);
            groups.computeIfAbsent(group, name -> new TreeSet<>()).add(self);
          } else {
            (queue.blocksPublishers() ? patient : prompt).add(queue);
          }
        });
    Set<NodeId> nodes = new HashSet<>();
    Set<NodeId> acknowledging = new HashSet<>();
    audience.matchElsewhere(
        topic,
        found -> {
          if (paths.towards(found.node()) == null) {
            return;
          }
          if (found.interest().acknowledges()) {
            acknowledging.add(found.node());
          }
          if (found.interest().inGroup()) {
            groups
                .computeIfAbsent(found.interest().group(), name -> new TreeSet<>())
                .add(found.node());
          } else {
            nodes.add(found.node());
          }
        });
    return new Plan(
        version,
        topics.of(topic),
        List.copyOf(prompt),
        List.copyOf(patient),
        Set.copyOf(nodes),
        hops(nodes),
        Set.copyOf(acknowledging),
        acknowledgesHere[0],
        sharing(groups, groupsHere),
        services(topic),
        absent(topic, nodes, groups.keySet()));
  }

  private Absent absent(String topic, Set<NodeId> there, Set<String> groups) {
    Set<NodeId> nodes = new HashSet<>();
    Map<String, NodeId> members = new TreeMap<>();
    Set<NodeId> acknowledging = new HashSet<>();
    audience.matchAbsent(
        topic,
        found -> {
          String group = found.interest().group();
          if (!found.interest().inGroup() && !there.contains(found.node())) {
            nodes.add(found.node());
          } else if (found.interest().inGroup() && !groups.contains(group)) {
            members.putIfAbsent(group, found.node());
          } else {
            return;
          }
          if (found.interest().acknowledges()) {
            acknowledging.add(found.node());
          }
        });
    if (nodes.isEmpty() && members.isEmpty()) {
      return Absent.NOBODY;
    }
    Map<NodeId, List<String>> shared = new LinkedHashMap<>();
    members.forEach(
        (group, node) -> shared.computeIfAbsent(node, each -> new ArrayList<>()).add(group));
    return new Absent(nodes, shared, acknowledging);
  }

  private List<Sharing> services(String topic) {
    Map<String, Set<NodeId>> all = new TreeMap<>();
    audience.matchServices(
        topic,
        at -> {
          if (paths.towards(at.node()) != null) {
            all.computeIfAbsent(at.path(), path -> new TreeSet<>()).add(at.node());
          }
        });
    ownServices.accept(
        (path, pattern) -> {
          if (pattern.matches(topic)) {
            all.computeIfAbsent(path, each -> new TreeSet<>()).add(self);
          }
        });
    return sharing(all, Map.of());
  }

  private static List<Sharing> sharing(
      Map<String, Set<NodeId>> nodes, Map<String, List<EventQueue>> here) {
    List<Sharing> all = new ArrayList<>();
    nodes.forEach(
        (name, members) ->
            all.add(
                new Sharing(
                    name, List.copyOf(members), List.copyOf(here.getOrDefault(name, List.of())))));
    return List.copyOf(all);
  }

  /** The ways to these nodes: one for each neighbour that they are reached through. */
  List<Hop> hops(Collection<NodeId> nodes) {
    Map<Session, List<NodeId>> by = new LinkedHashMap<>();
    for (NodeId node : nodes) {
      Session session = paths.towards(node);
      if (session != null && !node.equals(self)) {
        by.computeIfAbsent(session, each -> new ArrayList<>()).add(node);
      }
    }
    List<Hop> hops = new ArrayList<>();
    by.forEach(
        (session, all) -> hops.add(new Hop(session, List.copyOf(all), targets(session, all))));
    return List.copyOf(hops);
  }

  private static byte[] targets(Session session, List<NodeId> nodes) {
    if (nodes.size() == 1 && nodes.get(0).equals(session.peer())) {
      return NOBODY_ELSE;
    }
    byte[] raw = new byte[nodes.size() * RawNodeId.LENGTH];
    for (int i = 0; i < nodes.size(); i++) {
      System.arraycopy(RawNodeId.of(nodes.get(i)), 0, raw, i * RawNodeId.LENGTH, RawNodeId.LENGTH);
    }
    return raw;
  }
}
