package io.weft.node.peers;

import io.weft.identity.TrialNetwork;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.node.directory.SignedRecords;
import io.weft.testkit.sim.MeshModel;
import io.weft.trust.Identity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Weft's own nodes for a simulation: they keep company by {@link Keeper}, {@link Seats} and {@link
 * CompanySize}, watch over their links by {@link io.weft.node.session.Vigil}, and send what its
 * sessions send. Only the waiting of {@link Connector} and {@link Company} is written once more,
 * because theirs is for threads; its pauses are theirs.
 */
public final class NodeModel implements MeshModel {

  /** Letters that ids are made of; the last one of an id is always the first of these. */
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

  private final CompanySize size;
  private final byte[] record;
  private final List<NodeId> ids = new ArrayList<>();
  private final Map<NodeId, Integer> numbers = new HashMap<>();

  /**
   * @param folder empty; for the key of a network in which the record of all nodes is signed
   */
  public NodeModel(CompanySize size, int nodes, Path folder) {
    this.size = size;
    this.record = record(new TrialNetwork(folder).member("node"));
    Random random = new Random(nodes);
    for (int i = 0; i < nodes; i++) {
      StringBuilder text = new StringBuilder();
      for (int letter = 1; letter < NodeId.LENGTH; letter++) {
        text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      ids.add(new NodeId(text.append(LETTERS.charAt(0)).toString()));
      numbers.put(ids.get(i), i);
    }
  }

  /** What a node with two addresses and two services says of itself. */
  private static byte[] record(Identity identity) {
    Clock clock = Clock.systemUTC();
    return new SignedRecords(clock)
        .sign(
            new NodeRecord(
                identity.id(),
                identity.credentials().chain().get(0).getPublicKey(),
                "workstation-17",
                identity.network(),
                Set.of("worker"),
                Map.of(),
                Set.of("user/auth", "echo"),
                List.of(
                    URI.create("tcp://192.168.17.121:7001"),
                    URI.create("tcp://[2001:db8:17:3:9c4e:51ff:fe2b:121]:7001")),
                1,
                clock.instant().plus(Duration.ofMinutes(10))),
            identity);
  }

  @Override
  public Inhabitant start(int number, Place place) {
    return new ModelNode(this, number, place);
  }

  CompanySize size() {
    return size;
  }

  byte[] record() {
    return record;
  }

  NodeId id(int number) {
    return ids.get(number);
  }

  int number(NodeId id) {
    return numbers.get(id);
  }
}
