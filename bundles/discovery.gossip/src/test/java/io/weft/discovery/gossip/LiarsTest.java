package io.weft.discovery.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.RecordException;
import io.weft.discovery.Records;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.ManualClock;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.TestNetwork;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a member can do to others that has keys and no manners. */
class LiarsTest {
  private static final Gossip.Settings SETTINGS =
      new Gossip.Settings(Duration.ofSeconds(10), 65_536, 200_000);

  private final ManualClock clock = new ManualClock();
  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann");
  private final FixedSelf bob = network.node("bob");
  private final FixedSelf cyd = network.node("cyd");
  private final RecordingSink sink = network.sink();
  private final Desk desk = new Desk();
  private final Gossip gossip = new Gossip(ann, sink, desk, desk, SETTINGS, clock, new Random(1));

  /** The node around ann; everybody else is what a test makes of it. */
  private final class Desk implements Post, Records {
    private record Later(long atNanos, Runnable task) {}

    final Map<NodeId, FixedSelf> linked = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    final PriorityQueue<Later> later =
        new PriorityQueue<>(Comparator.comparingLong(Later::atNanos));
    byte[] answer = new byte[0];

    @Override
    public List<NodeId> partners() {
      return linked.containsKey(bob.id()) ? List.of(bob.id()) : List.of();
    }

    @Override
    public CompletionStage<byte[]> ask(NodeId partner, String action, byte[] body) {
      asked.add(action);
      return CompletableFuture.completedFuture(answer);
    }

    @Override
    public void later(Duration delay, Runnable task) {
      later.add(new Later(clock.getAsLong() + delay.toNanos(), task));
    }

    @Override
    public List<Known> known() {
      return linked.values().stream()
          .map(each -> new Known(each.record(), each.signedRecord(), true, Set.of(), Instant.now()))
          .toList();
    }

    @Override
    public Optional<Known> find(NodeId node) {
      return known().stream().filter(each -> each.record().id().equals(node)).findAny();
    }

    @Override
    public NodeRecord verify(byte[] signed) throws RecordException {
      throw new RecordException(RecordException.Reason.MALFORMED, "not asked here");
    }
  }

  private void link(FixedSelf other) {
    desk.linked.put(other.id(), other);
    gossip.linked(other.id());
  }

  private void pass(Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      clock.advance(Duration.ofSeconds(1));
      while (!desk.later.isEmpty() && desk.later.peek().atNanos() <= clock.getAsLong()) {
        desk.later.remove().task().run();
      }
      gossip.tick();
    }
  }

  private long key(FixedSelf node) {
    return Key.of(node.id());
  }

  private byte[] says(Item... items) {
    return new Chat(0, 1, 3, List.of(items), Marks.NONE).encode();
  }

  @Test
  void whoAnswersNonsenseIsAskedLessAndLessAndSaidSo() {
    desk.answer = new byte[] {1, 2, 3};
    link(bob);
    pass(Duration.ofHours(1));
    assertThat(desk.asked).hasSizeLessThan(15);
    assertThat(sink.troubles()).containsOnlyKeys("peer bob (" + bob.id().shortText() + ")");
  }

  @Test
  void recordsThatAreNotBelievedAreAskedForOnce() throws Exception {
    link(bob);
    FixedSelf stranger = new TestNetwork("red").node("stranger");
    desk.answer =
        new PageAnswer(0, List.of(new PageAnswer.Signed(0, true, stranger.signedRecord())))
            .encode(Marks.NONE);
    Item item = new Item(key(stranger), 1, Item.Kind.PRESENT);
    for (int i = 0; i < 20; i++) {
      gossip.answer(bob.id(), Chat.ACTION, says(item));
      pass(Duration.ofSeconds(20));
    }
    assertThat(desk.asked.stream().filter(PageAsk.ACTION::equals)).hasSize(1);
    assertThat(sink.rejected()).isEqualTo(1);
  }

  @Test
  void nobodyIsSaidGoodbyeForWhoIsLinkedHere() throws Exception {
    link(bob);
    link(cyd);
    gossip.answer(bob.id(), Chat.ACTION, says(new Item(key(cyd), 99, Item.Kind.GONE)));
    assertThat(gossip.members().roster().find(key(cyd))).isNotNull();
    assertThat(sink.goneIs(cyd)).isFalse();
  }

  @Test
  void whoAsksWithoutEndIsAnsweredWithinMeasure() {
    link(bob);
    byte[] ask = new PageAsk(0, List.of(key(ann))).encode();
    long bytes = 0;
    int busy = 0;
    for (int i = 0; i < 1_000; i++) {
      try {
        bytes += gossip.answer(bob.id(), PageAsk.ACTION, ask).length + Gossip.OVERHEAD_BYTES;
      } catch (Busy e) {
        busy++;
      } catch (Garbled e) {
        throw new AssertionError(e);
      }
    }
    assertThat(busy).isPositive();
    assertThat(bytes).isLessThanOrEqualTo(SETTINGS.newcomerBytes());
  }

  @Test
  void inventedMembersCostOneQuestionAndNoMemory() throws Exception {
    link(bob);
    desk.answer = new PageAnswer(0, List.of()).encode(Marks.NONE);
    Random random = new Random(1);
    for (int round = 0; round < 100; round++) {
      Item[] lies = new Item[Chat.MAX_NEWS];
      for (int i = 0; i < lies.length; i++) {
        lies[i] = new Item(random.nextLong(), 1, Item.Kind.PRESENT);
      }
      gossip.answer(bob.id(), Chat.ACTION, says(lies));
      pass(Duration.ofSeconds(1));
    }
    assertThat(desk.asked.stream().filter(PageAsk.ACTION::equals)).hasSizeLessThan(10);
    assertThat(gossip.members().roster().size()).isEqualTo(2);
  }
}
