package io.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.transport.Expectation;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkProtocolException;
import io.weft.transport.Listener;
import io.weft.transport.Transport;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/**
 * What every transport must do. A plug-in's test class extends it and says how to make a transport,
 * where to listen, and who the nodes are; what does not apply is overridden with a reason.
 */
public abstract class TransportContract extends LinkAdmissionContract {

  private static final int MAX_FRAME_BYTES = OPTIONS.maxFrameBytes();

  /** An address that takes connections and never answers; empty where there is no such thing. */
  protected abstract Optional<URI> silentAddress() throws Exception;

  @Test
  public void framesTravelBothWays() throws Exception {
    LinkPair pair = pair(Inbox.keeping(), Inbox.keeping());
    pair.dialled().send(frame(1, 128));
    pair.accepted().send(frame(2, 64));
    awaitCount(pair.atListener(), 1);
    awaitCount(pair.atDialler(), 1);
    assertThat(pair.atListener().frames().get(0)).isEqualTo(bytes(1, 128));
    assertThat(pair.atDialler().frames().get(0)).isEqualTo(bytes(2, 64));
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
      pair.dialled().send(frame(i, i));
    }
    awaitCount(inbox, 100);
    assertThat(readOnly).isTrue();
    for (int i = 1; i <= 100; i++) {
      assertThat(inbox.frames().get(i - 1)).isEqualTo(bytes(i, i));
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
              pair.dialled().send(numbered(sender, i, 8 + i % 300));
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
      pair.accepted().send(frame(0, 1));
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
      pair.dialled().send(frame(i, sizes[i]));
    }
    awaitCount(pair.atListener(), sizes.length);
    for (int i = 0; i < sizes.length; i++) {
      assertThat(pair.atListener().frames().get(i)).isEqualTo(bytes(i, sizes[i]));
    }
  }

  @Test
  public void tailsFollowTheirFrames() throws Exception {
    LinkPair pair = pair(Inbox.keeping(), Inbox.keeping());
    List<ByteBuffer> tails = new ArrayList<>();
    for (int size : new int[] {0, 1, 16_383, 16_384, 100_000, MAX_FRAME_BYTES - 10}) {
      tails.add(ByteBuffer.wrap(bytes(3, size)));
      tails.add(ByteBuffer.wrap(bytes(4, size + 20)).position(20).slice().asReadOnlyBuffer());
      tails.add(ByteBuffer.allocateDirect(size).put(bytes(5, size)).flip());
    }
    for (ByteBuffer tail : tails) {
      int before = tail.remaining();
      pair.dialled().send(withTail(bytes(9, 10), tail));
      assertThat(tail.remaining()).isEqualTo(before);
      pair.dialled().send(frame(1, 5));
    }
    awaitCount(pair.atListener(), 2 * tails.size());
    for (int i = 0; i < tails.size(); i++) {
      ByteBuffer expected = ByteBuffer.allocate(10 + tails.get(i).remaining());
      expected.put(bytes(9, 10)).put(tails.get(i).duplicate());
      assertThat(pair.atListener().frames().get(2 * i)).isEqualTo(expected.array());
      assertThat(pair.atListener().frames().get(2 * i + 1)).isEqualTo(bytes(1, 5));
    }
  }

  @Test
  public void oversizedFrameIsRefusedAndTheLinkGoesOn() throws Exception {
    LinkPair pair = pair(Inbox.keeping(), Inbox.keeping());
    Frame tailed = withTail(bytes(1, 10), ByteBuffer.allocate(MAX_FRAME_BYTES - 9));
    for (Frame frame : List.of(frame(1, MAX_FRAME_BYTES + 1), tailed)) {
      assertThatThrownBy(() -> pair.dialled().send(frame))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(String.valueOf(MAX_FRAME_BYTES + 1))
          .hasMessageContaining("limit " + MAX_FRAME_BYTES)
          .hasMessageContaining(pair.dialled().remote().toString());
    }
    pair.dialled().send(frame(2, 7));
    awaitCount(pair.atListener(), 1);
    assertThat(pair.atListener().frames().get(0)).isEqualTo(bytes(2, 7));
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
    pair.dialled().send(frame(1, 1024));
    pair.dialled().send(frame(2, 1025));
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
  public void closingReleasesBlockedSenders() throws Exception {
    LinkPair pair = pair(Inbox.keeping(), Inbox.counting());
    Crew crew = new Crew();
    sendUntilBlocked(pair, crew, Integer.MAX_VALUE);
    pair.dialled().close();
    assertThat(crew.failure(WITHIN)).isInstanceOf(IOException.class);
    awaitClosed(pair.atDialler());
    pair.atListener().resume();
    awaitClosed(pair.atListener());
  }

  @Test
  public void deliveringThreadIsNotBlockedByASlowPeer() throws Exception {
    AtomicBoolean returned = new AtomicBoolean();
    Inbox dialler =
        Inbox.then(
            (link, view) -> {
              for (int i = 0; i < 24; i++) {
                send(link, frame(i, MAX_FRAME_BYTES));
              }
              returned.set(true);
            });
    LinkPair pair = pair(dialler, Inbox.counting());
    pair.atListener().pause();
    pair.accepted().send(frame(0, 1));
    Eventually.until("the delivering thread is free again", WITHIN, returned::get);
    assertThat(pair.atListener().count()).isZero();
    pair.atListener().resume();
    awaitCount(pair.atListener(), 24);
  }

  @Test
  public void whatWasSentBeforeCloseArrives() throws Exception {
    for (int round = 0; round < 5; round++) {
      LinkPair pair = pair(Inbox.keeping(), Inbox.keeping());
      for (int i = 0; i < 200; i++) {
        pair.accepted().send(frame(i, 1_000)); // bytes that the closing side has not read yet
        pair.dialled().send(frame(i, 4_000));
      }
      pair.dialled().close();
      awaitClosed(pair.atListener());
      awaitClosed(pair.atDialler());
      assertThat(pair.atListener().frames()).hasSize(200);
    }
  }

  @Test
  public void bothEndsHearOnceThatTheLinkIsClosed() throws Exception {
    LinkPair pair = pair(Inbox.keeping(), Inbox.keeping());
    pair.dialled().close();
    pair.dialled().close();
    awaitClosed(pair.atListener());
    awaitClosed(pair.atDialler());
    pair.accepted().close();
    pair.dialled().close();
    stopTransports();
    assertThat(pair.atDialler().closings()).containsExactly(Optional.empty());
    assertThat(pair.atListener().closings()).hasSize(1);
    assertThat(pair.atListener().closings().get(0)).as("it did not ask for it").isPresent();
  }

  @Test
  public void sendingOnAClosedLinkFails() throws Exception {
    LinkPair pair = pair(Inbox.keeping(), Inbox.keeping());
    pair.dialled().close();
    assertThatThrownBy(() -> pair.dialled().send(frame(1, 1))).isInstanceOf(IOException.class);
    awaitClosed(pair.atListener());
    assertThatThrownBy(() -> pair.accepted().send(frame(1, 1))).isInstanceOf(IOException.class);
  }

  @Test
  public void receiverThatFailsLosesOnlyItsLink() throws Exception {
    Inbox failing =
        Inbox.then(
            (link, view) -> {
              throw new IllegalStateException("on purpose");
            });
    Transport anna = started(member("anna"));
    Transport ben = started(member("ben"));
    LinkPair other = pair(anna, ben, Inbox.keeping(), Inbox.keeping());
    LinkPair pair = pair(anna, ben, Inbox.keeping(), failing);
    pair.dialled().send(frame(1, 1));
    awaitClosed(failing);
    assertThat(failing.closings().get(0).orElseThrow()).isInstanceOf(LinkProtocolException.class);
    other.dialled().send(frame(1, 1));
    awaitCount(other.atListener(), 1);
  }

  @Test
  public void listenerFreesItsAddressAndLeavesItsLinks() throws Exception {
    Transport anna = started(member("anna"));
    Transport ben = started(member("ben"));
    Door door = new Door();
    Listener first = ben.listen(listenAddress(), OPTIONS, door);
    Inbox inbox = Inbox.keeping();
    Link link = anna.dial(first.address(), anyone(), OPTIONS, inbox);
    Eventually.until("the link is accepted", WITHIN, () -> !door.links().isEmpty());
    first.close();
    assertThatThrownBy(() -> anna.dial(first.address(), anyone(), OPTIONS, Inbox.keeping()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot reach " + first.address());
    try (Listener second = ben.listen(first.address(), OPTIONS, new Door())) {
      assertThat(second.address()).isEqualTo(first.address());
    }
    link.send(frame(1, 3));
    awaitCount(door.inboxes().get(0), 1);
    assertThat(inbox.isClosed()).isFalse();
  }

  @Test
  public void takenAddressIsNamed() throws Exception {
    Transport anna = started(member("anna"));
    try (Listener listener = anna.listen(listenAddress(), OPTIONS, new Door())) {
      assertThatThrownBy(() -> anna.listen(listener.address(), OPTIONS, new Door()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(listener.address() + " is in use");
    }
  }

  @Test
  public void addressOfAnotherTransportIsRefused() {
    Transport anna = started(member("anna"));
    URI foreign = URI.create("elsewhere:nothing");
    assertThatThrownBy(() -> anna.listen(foreign, OPTIONS, new Door()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("elsewhere:nothing");
    assertThatThrownBy(() -> anna.dial(foreign, anyone(), OPTIONS, Inbox.keeping()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("elsewhere:nothing");
  }

  @Test
  public void diallingSilenceTimesOut() throws Exception {
    Optional<URI> silent = silentAddress();
    if (silent.isEmpty()) {
      return;
    }
    LinkOptions hasty = new LinkOptions(1024, 16, Duration.ofMillis(300), OPTIONS.secured());
    Transport anna = started(member("anna"));
    Inbox inbox = Inbox.keeping();
    assertThatThrownBy(() -> anna.dial(silent.get(), anyone(), hasty, inbox))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot reach " + silent.get())
        .hasMessageContaining("300 ms");
    assertThat(inbox.closings()).isEmpty();
  }

  @Test
  public void fiftyLinksAtOnce() throws Exception {
    int count = 50;
    Transport anna = started(member("anna"));
    Door door = new Door();
    List<Link> links = new CopyOnWriteArrayList<>();
    try (Listener listener = started(member("ben")).listen(listenAddress(), OPTIONS, door)) {
      Crew crew = new Crew();
      for (int i = 0; i < count; i++) {
        crew.start(
            () -> {
              Link link = anna.dial(listener.address(), anyone(), OPTIONS, Inbox.keeping());
              link.send(frame(1, 100));
              links.add(link);
            });
      }
      crew.join(WITHIN);
      Eventually.until(
          "all frames are there",
          WITHIN,
          () -> door.inboxes().stream().mapToInt(Inbox::count).sum() == count);
    }
    assertThat(links).hasSize(count);
    assertThat(door.links()).hasSize(count);
  }

  @Test
  public void linksAboveTheLimitAreClosed() throws Exception {
    LinkOptions two = new LinkOptions(1024, 2, OPTIONS.handshakeTimeout(), OPTIONS.secured());
    Transport anna = started(member("anna"));
    Door door = new Door();
    try (Listener listener = started(member("ben")).listen(listenAddress(), two, door)) {
      Link first = anna.dial(listener.address(), anyone(), OPTIONS, Inbox.keeping());
      anna.dial(listener.address(), anyone(), OPTIONS, Inbox.keeping());
      Eventually.until("two links", WITHIN, () -> door.links().size() == 2);
      assertThatThrownBy(() -> anna.dial(listener.address(), anyone(), OPTIONS, Inbox.keeping()))
          .isInstanceOf(IOException.class);
      first.close();
      awaitClosed(door.inboxes().get(0));
      Eventually.until("there is room again", WITHIN, () -> canDial(anna, listener.address()));
    }
  }

  @Test
  public void stoppedTransportLeavesNothing() throws Exception {
    Transport anna = started(member("anna"));
    Transport ben = started(member("ben"));
    LinkPair pair = pair(anna, ben, Inbox.keeping(), Inbox.keeping());
    pair.dialled().send(frame(1, 10));
    stop(anna);
    assertThat(pair.atDialler().closings()).hasSize(1);
    awaitClosed(pair.atListener());
    assertThat(pair.atListener().frames()).hasSize(1);
    try (Listener listener = ben.listen(listenAddress(), OPTIONS, new Door())) {
      assertThatThrownBy(() -> anna.dial(listener.address(), anyone(), OPTIONS, Inbox.keeping()))
          .isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> anna.listen(listenAddress(), OPTIONS, new Door()))
        .isInstanceOf(IOException.class);
    assertThatCode(() -> stop(anna)).doesNotThrowAnyException();
  }

  private LinkPair pair(Inbox atDialler, Inbox atListener) throws IOException {
    return pair(started(member("anna")), started(member("ben")), atDialler, atListener);
  }

  private LinkPair pair(Transport dialler, Transport listening, Inbox atDialler, Inbox atListener)
      throws IOException {
    return LinkPair.of(
        dialler, listening, listenAddress(), OPTIONS, OPTIONS, atDialler, atListener);
  }

  /** Sends frames of 64 KiB to a paused peer until no more leave. */
  private static AtomicInteger sendUntilBlocked(LinkPair pair, Crew crew, int frames) {
    pair.atListener().pause();
    AtomicInteger sent = new AtomicInteger();
    AtomicReference<Thread> sender = new AtomicReference<>();
    crew.start(
        () -> {
          sender.set(Thread.currentThread());
          while (sent.get() < frames) {
            pair.dialled().send(frame(1, 65_536));
            sent.incrementAndGet();
          }
        });
    Eventually.until(
        "the sender waits",
        WITHIN,
        () -> sender.get() != null && sender.get().getState() == Thread.State.WAITING);
    return sent;
  }

  private static boolean canDial(Transport transport, URI address) {
    try {
      transport.dial(address, anyone(), OPTIONS, Inbox.keeping());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void sendNext(Link link, ReentrantLock lock, AtomicInteger number) {
    lock.lock();
    try {
      send(link, numbered(0, number.getAndIncrement(), 8));
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

  private static Expectation anyone() {
    return Expectation.anyone(Lane.CALLS);
  }

  private static void awaitCount(Inbox inbox, int count) {
    Eventually.until(count + " frames are there", WITHIN, () -> inbox.count() >= count);
    assertThat(inbox.count()).isEqualTo(count);
  }

  private static void awaitClosed(Inbox inbox) {
    Eventually.until("the link is closed", WITHIN, inbox::isClosed);
  }

  private static Frame frame(int seed, int size) {
    return Frame.of(bytes(seed, size));
  }

  private static Frame numbered(int sender, int number, int size) {
    return Frame.of(ByteBuffer.allocate(size).putInt(sender).putInt(number).array());
  }

  private static Frame withTail(byte[] head, ByteBuffer tail) {
    return new Frame() {
      @Override
      public int size() {
        return head.length;
      }

      @Override
      public void writeTo(ByteBuffer buffer) {
        buffer.put(head);
      }

      @Override
      public Optional<ByteBuffer> tail() {
        return Optional.of(tail);
      }
    };
  }

  private static byte[] bytes(int seed, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (seed * 31 + i * 7 + (i >> 8));
    }
    return bytes;
  }
}
