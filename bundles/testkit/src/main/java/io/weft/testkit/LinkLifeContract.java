package io.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.transport.Expectation;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkProtocolException;
import io.weft.transport.Listener;
import io.weft.transport.Transport;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The part of {@link TransportContract} about how links and listeners begin and end. */
abstract class LinkLifeContract extends LinkAdmissionContract {

  /** An address that takes connections and never answers; empty where there is no such thing. */
  protected abstract Optional<URI> silentAddress() throws Exception;

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
  public void whatWasSentBeforeCloseArrives() throws Exception {
    for (int round = 0; round < 5; round++) {
      LinkPair pair = pair(Inbox.keeping(), Inbox.keeping());
      for (int i = 0; i < 200; i++) {
        pair.accepted()
            .send(Frames.frame(i, 1_000)); // bytes that the closing side has not read yet
        pair.dialled().send(Frames.frame(i, 4_000));
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
    assertThatThrownBy(() -> pair.dialled().send(Frames.frame(1, 1)))
        .isInstanceOf(IOException.class);
    awaitClosed(pair.atListener());
    assertThatThrownBy(() -> pair.accepted().send(Frames.frame(1, 1)))
        .isInstanceOf(IOException.class);
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
    pair.dialled().send(Frames.frame(1, 1));
    awaitClosed(failing);
    assertThat(failing.closings().get(0).orElseThrow()).isInstanceOf(LinkProtocolException.class);
    other.dialled().send(Frames.frame(1, 1));
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
    link.send(Frames.frame(1, 3));
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
              link.send(Frames.frame(1, 100));
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
    pair.dialled().send(Frames.frame(1, 10));
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

  private static boolean canDial(Transport transport, URI address) {
    try {
      transport.dial(address, anyone(), OPTIONS, Inbox.keeping());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  final LinkPair pair(Inbox atDialler, Inbox atListener) throws IOException {
    return pair(started(member("anna")), started(member("ben")), atDialler, atListener);
  }

  final LinkPair pair(Transport dialler, Transport listening, Inbox atDialler, Inbox atListener)
      throws IOException {
    return LinkPair.of(
        dialler, listening, listenAddress(), OPTIONS, OPTIONS, atDialler, atListener);
  }

  /** Sends frames of 64 KiB to a paused peer until no more leave. */
  static AtomicInteger sendUntilBlocked(LinkPair pair, Crew crew, int frames) {
    pair.atListener().pause();
    AtomicInteger sent = new AtomicInteger();
    AtomicReference<Thread> sender = new AtomicReference<>();
    crew.start(
        () -> {
          sender.set(Thread.currentThread());
          while (sent.get() < frames) {
            pair.dialled().send(Frames.frame(1, 65_536));
            sent.incrementAndGet();
          }
        });
    Eventually.until(
        "the sender waits",
        WITHIN,
        () -> sender.get() != null && sender.get().getState() == Thread.State.WAITING);
    return sent;
  }

  static Expectation anyone() {
    return Expectation.anyone(Lane.CALLS);
  }

  static void awaitCount(Inbox inbox, int count) {
    Eventually.until(count + " frames are there", WITHIN, () -> inbox.count() >= count);
    assertThat(inbox.count()).isEqualTo(count);
  }

  static void awaitClosed(Inbox inbox) {
    Eventually.until("the link is closed", WITHIN, inbox::isClosed);
  }
}
