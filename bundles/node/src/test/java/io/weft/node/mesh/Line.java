package io.weft.node.mesh;

import io.weft.node.NodeId;
import io.weft.trust.Identity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Nodes in a row, each of which knows only its neighbours. */
final class Line implements AutoCloseable {
  final Lab lab;
  final List<Lab.Member> nodes = new ArrayList<>();
  private final Set<Set<NodeId>> together = ConcurrentHashMap.newKeySet();

  Line(Path folder) {
    lab = new Lab(folder, (reader, author) -> together.contains(Set.of(reader, author)));
  }

  void start(int count) {
    start(count, settings -> settings);
  }

  /**
   * @param between settings of all but the two ends
   */
  void start(int count, UnaryOperator<Settings> between) {
    List<Identity> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(lab.trial.member("n" + i));
    }
    for (int i = 1; i < count; i++) {
      together.add(Set.of(all.get(i - 1).id(), all.get(i).id()));
    }
    for (int i = 0; i < count; i++) {
      boolean end = i == 0 || i == count - 1;
      nodes.add(lab.start(all.get(i), "n" + i, end ? UnaryOperator.identity() : between));
    }
    for (int i = 1; i < count; i++) {
      Lab.awaitConnected(nodes.get(i - 1), nodes.get(i));
    }
  }

  /** The two ends meet. */
  void makeCircle() {
    together.add(Set.of(first().id(), last().id()));
    lab.board.showAgain();
    Lab.awaitConnected(first(), last());
  }

  Lab.Member first() {
    return nodes.get(0);
  }

  Lab.Member last() {
    return nodes.get(nodes.size() - 1);
  }

  @Override
  public void close() {
    lab.close();
  }
}
