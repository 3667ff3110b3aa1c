package io.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.transport.Frame;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/**
 * What every transport must do. A plug-in's test class extends it and says how to make a transport,
 * where to listen, and who the nodes are; what does not apply is overridden with a reason.
 */
public abstract class TransportContract extends LinkLifeContract {

  private static final int MAX_FRAME_BYTES = OPTIONS.maxFrameBytes();

  @Test
  public void framesTravelBothWays() throws Exception {
    LinkPair pair = pair(Inbox.keeping(), Inbox.keeping());
    pair.dialled().send(Frames.frame(1, 128));
    pair.accepted().send(Frames.frame(2, 64));
    awaitCount(pair.atListener(), 1);
    awaitCount(pair.atDialler(), 1);
    assertThat(pair.atListener().frames().get(0)).isEqualTo(Frames.bytes(1, 128));
    assertThat(pair.atDialler().frames().get(0)).isEqualTo(Frames.bytes(2, 64));
  }

  @Test
  public void viewsAreReadOnlyAndEncloseTheFrame() throws Exception {
    AtomicBoolean readOnly = new AtomicBoolean();
    Inbox inbox =
        Inbox.then(
            (link, view) -> {
              readOnly.set(view.isReadOnly());
              view.position(view.limit()); // what a receiver does with the view is its own business
            });
    LinkPair pair = pair(Inbox.keeping(), inbox);
    for (int i = 1; i <= 100; i++) {
      pair.dialled().send(Frames.frame(i, i));
    }
    awaitCount(inbox, 100);
    assertThat(readOnly).isTrue();
    for (int i = 1; i <= 100; i++) {
      assertThat(inbox.frames().get(i - 1)).isEqualTo(Frames.bytes(i, i));
    }
  }

  @Test
  public void framesOfManySendersArriveWholeAndInOrder() throws Exception {
    int senders = 8;
    int each = 2_000;
    LinkPair pair = pair(Inbox.keeping(), Inbox.keeping());
    Crew crew = new Crew();
    for (int s = 0; s < senders; s++) {
      int sender = s;
      crew.start(
          () -> {
            for (int i = 0; i < each; i++) {
              pair.dialled().send(Frames.numbered(sender, i, 8 + i % 300));
            }
          });
    }
    crew.join(WITHIN);
    awaitCount(pair.atListener(), senders * each);
    int[] next = new int[senders];
    for (byte[] frame : pair.atListener().frames()) {
      ByteBuffer view = ByteBuffer.wrap(frame);
      int sender = view.getInt();
      int number = view.getInt();
      assertThat(number).isEqualTo(next[sender]++);
      assertThat(frame).hasSize(8 + number % 300);
    }
  }

  @Test
  public void deliveringThreadKeepsTheOrderOfAllSenders() throws Exception {
    int each = 2_000;
    ReentrantLock lock = new ReentrantLock();
    AtomicInteger number = new AtomicInteger();
    Inbox dialler = Inbox.then((link, view) -> sendNext(link, lock, number));
    LinkPair pair = pair(dialler, Inbox.keeping());
    for (int i = 0; i < each; i++) {
      pair.accepted().send(Frames.frame(0, 1));
      sendNext(pair.dialled(), lock, number);
    }
    awaitCount(pair.atListener(), 2 * each);
    for (int i = 0; i < 2 * each; i++) {
      assertThat(ByteBuffer.wrap(pair.atListener().frames().get(i)).getInt(4)).isEqualTo(i);
    }
  }

  @Test
  public void framesUpToTheLimitArrive() throws Exception {
    LinkPair pair = pair(Inbox.keeping(), Inbox.keeping());
    int[] sizes = {1, MAX_FRAME_BYTES, 3, MAX_FRAME_BYTES - 1, 70_000, 16_384, 1};
    for (int i = 0; i < sizes.length; i++) {
      pair.dialled().send(Frames.frame(i, sizes[i]));
    }
    awaitCount(pair.atListener(), sizes.length);
    for (int i = 0; i < sizes.length; i++) {
      assertThat(pair.atListener().frames().get(i)).isEqualTo(Frames.bytes(i, sizes[i]));
    }
  }

  @Test
  public void tailsFollowTheirFrames() throws Exception {
    LinkPair pair = pair(Inbox.keeping(), Inbox.keeping());
    List<ByteBuffer> tails = new ArrayList<>();
    for (int size : new int[] {0, 1, 16_383, 16_384, 100_000, MAX_FRAME_BYTES - 10}) {
      tails.add(ByteBuffer.wrap(Frames.bytes(3, size)));
      tails.add(
          ByteBuffer.wrap(Frames.bytes(4, size + 20)).position(20).slice().asReadOnlyBuffer());
      tails.add(ByteBuffer.allocateDirect(size).put(Frames.bytes(5, size)).flip());
    }
    for (ByteBuffer tail : tails) {
      int before = tail.remaining();
      pair.dialled().send(Frames.withTail(Frames.bytes(9, 10), tail));
      assertThat(tail.remaining()).isEqualTo(before);
      pair.dialled().send(Frames.frame(1, 5));
    }
    awaitCount(pair.atListener(), 2 * tails.size());
    for (int i = 0; i < tails.size(); i++) {
      ByteBuffer expected = ByteBuffer.allocate(10 + tails.get(i).remaining());
      expected.put(Frames.bytes(9, 10)).put(tails.get(i).duplicate());
      assertThat(pair.atListener().frames().get(2 * i)).isEqualTo(expected.array());
      assertThat(pair.atListener().frames().get(2 * i + 1)).isEqualTo(Frames.bytes(1, 5));
    }
  }

  @Test
  public void lentTailsMayChangeAsSoonAsTheyAreSent() throws Exception {
    LinkPair pair = pair(Inbox.keeping(), Inbox.keeping());
    int[] sizes = {1, 16_384, 32_768, 100_000, MAX_FRAME_BYTES - 10};
    for (int i = 0; i < sizes.length; i++) {
      byte[] memory = Frames.bytes(i, sizes[i]);
      pair.dialled().send(Frames.withLentTail(Frames.bytes(9, 10), ByteBuffer.wrap(memory)));
      Arrays.fill(memory, (byte) -1);
    }
    awaitCount(pair.atListener(), sizes.length);
    for (int i = 0; i < sizes.length; i++) {
      ByteBuffer expected = ByteBuffer.allocate(10 + sizes[i]);
      expected.put(Frames.bytes(9, 10)).put(Frames.bytes(i, sizes[i]));
      assertThat(pair.atListener().frames().get(i)).isEqualTo(expected.array());
    }
  }

  /** Whether the link has held it or copied it: it is whole, and may change from then on. */
  @Test
  public void tailsThatAreHeldMayChangeWhenTheyAreGivenBack() throws Exception {
    LinkPair pair = pair(Inbox.keeping(), Inbox.keeping());
    int[] sizes = {1, 16_384, 32_768, 100_000, MAX_FRAME_BYTES - 10, 300_000, 70_000};
    List<Lending> all = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      byte[] tail = Frames.bytes(i, sizes[i]);
      Lending lending =
          i % 2 == 0
              ? Lending.of(Frames.bytes(9, 10), tail)
              : Lending.readOnly(Frames.bytes(9, 10), tail);
      all.add(lending);
      pair.dialled().send(lending);
      lending.sent();
    }
    awaitCount(pair.atListener(), sizes.length);
    for (int i = 0; i < sizes.length; i++) {
      ByteBuffer expected = ByteBuffer.allocate(10 + sizes[i]);
      expected.put(Frames.bytes(9, 10)).put(Frames.bytes(i, sizes[i]));
      assertThat(pair.atListener().frames().get(i)).isEqualTo(expected.array());
    }
    Eventually.until("all are given back", WITHIN, () -> all.stream().noneMatch(Lending::isHeld));
    assertThat(all).allMatch(each -> each.givenBack() <= 1);
  }

  @Test
  public void tailsThatNeverLeaveAreGivenBackAsWell() throws Exception {
    Inbox busy = Inbox.counting();
    LinkPair pair = pair(Inbox.keeping(), busy);
    busy.pause();
    List<Lending> all = new CopyOnWriteArrayList<>();
    Crew crew = new Crew();
    crew.start(
        () -> {
          try {
            while (all.size() < 1_000) {
              Lending lending = Lending.of(Frames.bytes(9, 10), Frames.bytes(1, 100_000));
              pair.dialled().send(lending);
              all.add(lending);
              lending.sent();
            }
          } catch (IOException e) {
            // It is closed under its sender.
          }
        });
    Eventually.until("some are on their way", WITHIN, () -> !all.isEmpty());
    pair.dialled().close();
    busy.resume();
    crew.join(WITHIN);
    Eventually.until("all are given back", WITHIN, () -> all.stream().noneMatch(Lending::isHeld));
    assertThat(all).allMatch(each -> each.givenBack() <= 1);
  }

  @Test
  public void framesThatAreHeldStayAsTheyAre() throws Exception {
    int count = 12;
    List<ByteBuffer> kept = new CopyOnWriteArrayList<>();
    List<Runnable> held = new CopyOnWriteArrayList<>();
    Inbox holding =
        Inbox.then(
            (link, view) ->
                link.holdFrame()
                    .ifPresent(
                        giveBack -> {
                          kept.add(view.slice());
                          held.add(giveBack);
                        }));
    LinkPair pair = pair(Inbox.keeping(), holding);
    for (int i = 0; i < count; i++) {
      pair.dialled().send(Frames.frame(i % 3, MAX_FRAME_BYTES));
    }
    awaitCount(holding, count);
    for (ByteBuffer each : kept) {
      int seed = each.get(0) / 31;
      assertThat(each).isEqualTo(ByteBuffer.wrap(Frames.bytes(seed, MAX_FRAME_BYTES)));
    }
    held.forEach(Runnable::run);
    for (int i = 0; i < count; i++) {
      pair.dialled().send(Frames.frame(2, MAX_FRAME_BYTES));
    }
    awaitCount(holding, 2 * count);
    assertThat(holding.frames().get(2 * count - 1)).isEqualTo(Frames.bytes(2, MAX_FRAME_BYTES));
  }

  @Test
  public void oversizedFrameIsRefusedAndTheLinkGoesOn() throws Exception {
    LinkPair pair = pair(Inbox.keeping(), Inbox.keeping());
    Frame tailed = Frames.withTail(Frames.bytes(1, 10), ByteBuffer.allocate(MAX_FRAME_BYTES - 9));
    for (Frame frame : List.of(Frames.frame(1, MAX_FRAME_BYTES + 1), tailed)) {
      assertThatThrownBy(() -> pair.dialled().send(frame))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(String.valueOf(MAX_FRAME_BYTES + 1))
          .hasMessageContaining("limit " + MAX_FRAME_BYTES)
          .hasMessageContaining(pair.dialled().remote().toString());
    }
    pair.dialled().send(Frames.frame(2, 7));
    awaitCount(pair.atListener(), 1);
    assertThat(pair.atListener().frames().get(0)).isEqualTo(Frames.bytes(2, 7));
  }

  @Test
  public void frameAboveTheReceiversLimitClosesTheLink() throws Exception {
    LinkOptions small = new LinkOptions(1024, 16, OPTIONS.handshakeTimeout(), OPTIONS.secured());
    LinkPair pair =
        LinkPair.of(
            started(member("anna")),
            started(member("ben")),
            listenAddress(),
            OPTIONS,
            small,
            Inbox.keeping(),
            Inbox.keeping());
    pair.dialled().send(Frames.frame(1, 1024));
    pair.dialled().send(Frames.frame(2, 1025));
    awaitClosed(pair.atListener());
    awaitClosed(pair.atDialler());
    assertThat(pair.atListener().frames()).hasSize(1);
    assertThat(pair.atListener().closings().get(0).orElseThrow())
        .isInstanceOf(LinkProtocolException.class)
        .hasMessageContaining("frame of 1025 bytes (limit 1024)");
  }

  @Test
  public void slowPeerBlocksSendersUntilItReadsAgain() throws Exception {
    LinkPair pair = pair(Inbox.keeping(), Inbox.counting());
    Crew crew = new Crew();
    AtomicInteger sent = sendUntilBlocked(pair, crew, 400);
    int held = sent.get();
    pair.atListener().resume();
    crew.join(WITHIN);
    assertThat(held).isLessThan(400);
    awaitCount(pair.atListener(), 400);
  }

  @Test
  public void deliveringThreadIsNotBlockedByASlowPeer() throws Exception {
    AtomicBoolean returned = new AtomicBoolean();
    Inbox dialler =
        Inbox.then(
            (link, view) -> {
              for (int i = 0; i < 24; i++) {
                send(link, Frames.frame(i, MAX_FRAME_BYTES));
              }
              returned.set(true);
            });
    LinkPair pair = pair(dialler, Inbox.counting());
    pair.atListener().pause();
    pair.accepted().send(Frames.frame(0, 1));
    Eventually.until("the delivering thread is free again", WITHIN, returned::get);
    assertThat(pair.atListener().count()).isZero();
    pair.atListener().resume();
    awaitCount(pair.atListener(), 24);
  }

  @Test
  public void restingLinkReadsLaterAndLosesNothing() throws Exception {
    Duration rest = Duration.ofMillis(300);
    AtomicLong restedNanos = new AtomicLong();
    AtomicLong againNanos = new AtomicLong();
    Inbox inbox =
        Inbox.then(
            (link, view) -> {
              if (restedNanos.compareAndSet(0, System.nanoTime())) {
                link.rest(Duration.ofMillis(1));
                link.rest(rest);
              } else {
                againNanos.compareAndSet(0, System.nanoTime());
              }
            });
    LinkPair pair = pair(Inbox.keeping(), inbox);
    pair.dialled().send(Frames.frame(1, 1));
    awaitCount(inbox, 1);
    for (int i = 0; i < 100; i++) {
      pair.dialled().send(Frames.frame(i, 100));
    }
    awaitCount(inbox, 101);
    if (canRest()) {
      assertThat(Duration.ofNanos(againNanos.get() - restedNanos.get()))
          .isGreaterThanOrEqualTo(rest);
    }
  }

  private static void sendNext(Link link, ReentrantLock lock, AtomicInteger number) {
    lock.lock();
    try {
      send(link, Frames.numbered(0, number.getAndIncrement(), 8));
    } finally {
      lock.unlock();
    }
  }

  private static void send(Link link, Frame frame) {
    try {
      link.send(frame);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
