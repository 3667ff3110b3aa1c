package io.weft.node.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.ApplicationException;
import io.weft.node.NodeId;
import io.weft.node.wire.WireException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One end of a conversation, of which the test is the other. */
class TalkTest {

  private static final Window WINDOW = new Window(8, 1000);

  /** What this end says. */
  private static final class Heard implements Far {
    final List<Long> items = new ArrayList<>();
    final List<String> ends = new ArrayList<>();
    long grantedItems;
    long grantedBytes;
    long received;

    @Override
    public Parcel pack(@Nullable Object value) {
      int length = ((byte[]) value).length;
      return () -> length;
    }

    @Override
    public void item(long sequence, Parcel parcel) {
      items.add(sequence);
    }

    @Override
    public void end(long sequence, Ending ending) {
      ends.add(ending.kind() + " " + sequence + (ending.deaf() ? " deaf" : ""));
    }

    @Override
    public void credit(long items, long bytes, long upTo, boolean again, boolean ask) {
      grantedItems = items;
      grantedBytes = bytes;
      received = upTo;
    }

    @Override
    public void cancel(Ending why) {
      ends.add("CANCEL " + why.message());
    }
  }

  private record Came(int number, int bytes) implements Arrived {
    @Override
    public Object as(Type type) {
      return number;
    }
  }

  private final Heard far = new Heard();
  private final Talk talk = talk();

  private Talk talk() {
    Talk made = new Talk(new NodeId("a".repeat(NodeId.LENGTH)), "stage ticks", WINDOW, true);
    made.connect(far);
    return made;
  }

  private void item(int number) throws WireException {
    talk.item(number, new Came(number, 10));
  }

  private int next() throws InterruptedException {
    return (int) talk.incoming().next().orElseThrow().as(Object.class);
  }

  @Test
  void itemsComeInOrderAndOnceWhateverTheLinksDo() throws Exception {
    Random random = new Random(42);
    for (int round = 0; round < 200; round++) {
      Talk each = new Talk(talk.peer(), "stage ticks", new Window(64, 10_000), true);
      each.connect(new Heard());
      List<Integer> sent = new ArrayList<>();
      for (int i = 1; i <= 40; i++) {
        sent.add(i);
      }
      for (int i = 0; i < 20; i++) {
        sent.add(1 + random.nextInt(40)); // what is sent again
      }
      Collections.shuffle(sent, random);
      int endsAfter = random.nextInt(sent.size());
      for (int i = 0; i < sent.size(); i++) {
        if (i == endsAfter) {
          each.end(41, Ending.inOrder(true));
        }
        each.item(sent.get(i), new Came(sent.get(i), random.nextInt(30)));
      }
      List<Object> came = new ArrayList<>();
      for (var item = each.incoming().next(); item.isPresent(); item = each.incoming().next()) {
        came.add(item.get().as(Object.class));
      }
      assertThat(came).hasSize(40).isSortedAccordingTo((a, b) -> (int) a - (int) b);
      assertThat(each.ended().toCompletableFuture()).isCompleted();
    }
  }

  @Test
  void moreIsGrantedAsItemsAreTakenAndNotBefore() throws Exception {
    for (int i = 1; i <= 8; i++) {
      item(i);
    }
    assertThat(far.received).isEqualTo(8);
    assertThat(far.grantedItems).isEqualTo(8);

    for (int i = 1; i <= 4; i++) {
      assertThat(next()).isEqualTo(i);
    }
    assertThat(far.grantedItems).isEqualTo(12);
    assertThat(far.grantedBytes).isEqualTo(1040);
  }

  @Test
  void whoSendsMoreThanGrantedBreaksTheRules() throws Exception {
    assertThatThrownBy(() -> item(9))
        .isInstanceOf(WireException.class)
        .hasMessage("stage ticks with aaaaaaaa: item 9 (8 were granted)");
    talk.item(1, new Came(1, 999));
    talk.item(2, new Came(2, 5_000)); // the last one may go beyond
    assertThatThrownBy(() -> item(3)).hasMessageContaining("after 5999 bytes (1000 were granted)");
    assertThatThrownBy(() -> item(0)).isInstanceOf(WireException.class);
  }

  @Test
  void whoGoesOnAfterItWasCancelledIsCutOffWhenItsRoomIsUsedUp() throws Exception {
    talk.cancel("enough", "seen it");
    assertThat(far.ends).containsExactly("CANCEL seen it");

    for (int i = 1; i <= 8; i++) {
      item(i);
    }
    assertThatThrownBy(() -> item(9)).isInstanceOf(WireException.class);
    assertThatThrownBy(() -> talk.incoming().next()).isInstanceOf(ApplicationException.class);
  }

  @Test
  void anEndBeforeItemsThatHaveComeBreaksTheRules() throws Exception {
    item(1);
    item(2);
    assertThatThrownBy(() -> talk.end(2, Ending.inOrder(false))).isInstanceOf(WireException.class);
    talk.end(5, Ending.inOrder(false));
    assertThatThrownBy(() -> item(5)).isInstanceOf(WireException.class);
    assertThatThrownBy(() -> talk.end(6, Ending.inOrder(false))).isInstanceOf(WireException.class);
  }

  @Test
  void nothingLeavesWithoutCredit() throws Exception {
    assertThat(talk.outgoing().offer(new byte[10])).isFalse();
    talk.out().credited(2, 1_000, 0);
    assertThat(talk.outgoing().offer(new byte[10])).isTrue();
    assertThat(talk.outgoing().offer(new byte[10])).isTrue();
    assertThat(talk.outgoing().offer(new byte[10])).isFalse();
    talk.out().credited(9, 25, 0); // never less than before
    assertThat(talk.outgoing().offer(new byte[2_000])).isTrue();
    assertThat(talk.outgoing().offer(new byte[1])).isFalse();
    assertThat(far.items).containsExactly(1L, 2L, 3L);
  }

  @Test
  void whatIsNotAcknowledgedIsKeptAndSentAgain() throws Exception {
    talk.out().credited(100, 100_000, 0);
    for (int i = 0; i < 10; i++) {
      talk.outgoing().send(new byte[10]);
    }
    talk.outgoing().end();
    assertThat(talk.out().keptBytes()).isEqualTo(100);
    talk.out().credited(100, 100_000, 6);
    assertThat(talk.out().keptBytes()).isEqualTo(40);
    far.items.clear();
    far.ends.clear();

    talk.out().again(7);

    assertThat(far.items).containsExactly(8L, 9L, 10L);
    assertThat(far.ends).containsExactly("END 11");
    talk.out().credited(100, 100_000, 11);
    assertThat(talk.out().keptBytes()).isZero();
    assertThat(talk.out().delivered()).isTrue();
  }

  @Test
  void whatWasNeverSentCannotHaveCome() {
    assertThatThrownBy(() -> talk.out().credited(1, 1, 1))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("item 1 is said to have come (0 were sent)");
  }

  @Test
  void aPeerThatGrantsEverythingAndAcknowledgesNothingFillsABoundedStore() throws Exception {
    talk.out().credited(Long.MAX_VALUE, Long.MAX_VALUE, 0);
    int sent = 0;
    while (talk.outgoing().offer(new byte[10_000])) {
      sent++;
    }
    assertThat(sent).isEqualTo((4 << 20) / 10_000 + 1);
    while (talk.outgoing().offer(new byte[0])) {
      sent++;
    }
    assertThat(sent).isLessThanOrEqualTo(8192);
  }

  @Test
  void aSideThatIsDoneTakesNothingMore() throws Exception {
    talk.out().credited(8, 1_000, 0);
    talk.outgoing().send(new byte[1]);
    talk.end(1, Ending.inOrder(true));

    assertThatThrownBy(() -> talk.outgoing().send(new byte[1]))
        .isInstanceOfSatisfying(
            ApplicationException.class, e -> assertThat(e.code()).isEqualTo("ended"));
    assertThat(talk.incoming().next()).isEmpty();
    assertThat(talk.ended().toCompletableFuture()).isCompleted();
  }

  @Test
  void aHandlerThatIsDoneAfterItsEndSaysThatItTakesNothingMore() throws Exception {
    talk.outgoing().end();
    talk.out().credited(0, 0, 1);
    assertThat(talk.isOver()).isFalse();

    talk.finish();

    assertThat(far.ends).containsExactly("END 1", "END 1 deaf");
    talk.out().credited(0, 0, 1);
    assertThat(talk.ended().toCompletableFuture()).isCompleted();
  }

  @Test
  void aConversationThatIsOverIsNotOverAgain() throws Exception {
    talk.cancel("a", "first");
    talk.cancel("b", "second");
    talk.close();
    talk.finish();
    talk.fail(new ApplicationException("c", "third"));

    assertThat(far.ends).containsExactly("CANCEL first");
  }
}
