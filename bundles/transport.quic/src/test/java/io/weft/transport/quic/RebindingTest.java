package io.weft.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.channel.ChannelBounds;
import io.weft.channel.SystemIo;
import io.weft.identity.TrialNetwork;
import io.weft.testkit.Door;
import io.weft.testkit.Eventually;
import io.weft.testkit.Inbox;
import io.weft.transport.Expectation;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.Listener;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A NAT between two nodes forgets its mapping, and makes another one. */
class RebindingTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final LinkOptions OPTIONS =
      new LinkOptions(1 << 20, 64, Duration.ofSeconds(10), true);
  private static final int FRAMES = 2_000;
  private static final int FRAME_BYTES = 1_000;

  @TempDir Path folder;
  private final Door door = new Door();
  private final Inbox atAnna = Inbox.keeping();
  private QuicTransport ben;
  private QuicTransport anna;
  private Relay nat;
  private Link there;
  private Link back;
  private Inbox atBen;

  @AfterEach
  void stop() {
    anna.close();
    ben.close();
    nat.close();
  }

  @AfterAll
  static void nothingWasForgotten() {
    LeakRecorder.assertNothingWasForgotten();
  }

  @ParameterizedTest
  @EnumSource(
      value = SystemIo.Wanted.class,
      names = {"EPOLL", "NIO"})
  void linkGoesOnBothWaysWithoutLoss(SystemIo.Wanted io) throws Exception {
    link(io);
    there.send(numbered(0));
    back.send(numbered(0));
    Eventually.until("both", WITHIN, () -> atBen.count() == 1 && atAnna.count() == 1);

    nat.rebind();
    back.send(numbered(1)); // to the old port, where nobody is
    for (int i = 1; i < FRAMES; i++) {
      there.send(numbered(i));
    }
    Eventually.until("all are at the listener", WITHIN, () -> atBen.count() == FRAMES);
    for (int i = 2; i < FRAMES; i++) {
      back.send(numbered(i));
    }
    Eventually.until("all are at the dialler", WITHIN, () -> atAnna.count() == FRAMES);

    assertInOrder(atBen);
    assertInOrder(atAnna);
    assertThat(nat.seenAfterRebinding()).as("the listener follows").isPositive();
    assertThat(door.links()).as("the same link").hasSize(1);
    assertThat(atBen.isClosed()).isFalse();
    assertThat(atAnna.isClosed()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = SystemIo.Wanted.class,
      names = {"EPOLL", "NIO"})
  void whatIsSentMeanwhileArrives(SystemIo.Wanted io) throws Exception {
    link(io);
    for (int i = 0; i < FRAMES; i++) {
      if (i == FRAMES / 2) {
        Eventually.until("some have arrived", WITHIN, () -> atBen.count() > 0);
        nat.rebind();
      }
      there.send(numbered(i));
    }
    Eventually.until("all are at the listener", WITHIN, () -> atBen.count() == FRAMES);
    assertInOrder(atBen);
    assertThat(door.links()).as("the same link").hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = SystemIo.Wanted.class,
      names = {"EPOLL", "NIO"})
  void muchOnItsWayToTheOldAddressEndsTheLinkSoonAndAnotherCanBeDialled(SystemIo.Wanted io)
      throws Exception {
    link(io);
    for (int i = 0; i < 100; i++) {
      back.send(numbered(i));
    }
    nat.rebind();
    there.send(numbered(0));
    Eventually.until("both know", WITHIN, () -> atBen.isClosed() && atAnna.isClosed());
    // The dialler hears it too, unless its streams end first.
    assertThat(atBen.closings().get(0).orElseThrow())
        .hasMessageContaining("address changed under traffic");
    dial(Inbox.keeping()).send(numbered(0));
    Eventually.until(
        "a frame on the new link",
        WITHIN,
        () -> door.inboxes().size() == 2 && door.inboxes().get(1).count() == 1);
  }

  private void link(SystemIo.Wanted io) throws IOException {
    TrialNetwork network = new TrialNetwork(folder);
    QuicSettings settings = new QuicSettings(1, io, 30, ChannelBounds.DEFAULT);
    ben = new QuicTransport(network.member("ben"), settings);
    anna = new QuicTransport(network.member("anna"), settings);
    Listener listener = ben.listen(URI.create("quic://127.0.0.1:0"), OPTIONS, door);
    nat = new Relay(listener.address().getPort());
    there = dial(atAnna);
    Eventually.until("the link is accepted", WITHIN, () -> door.links().size() == 1);
    back = door.links().get(0);
    atBen = door.inboxes().get(0);
    assertThat(back.remote().getPort()).isEqualTo(nat.visiblePort());
  }

  private Link dial(Inbox inbox) throws IOException {
    Expectation expectation =
        Expectation.of(new TrialNetwork(folder).member("ben").id(), Lane.CALLS);
    return anna.dial(URI.create("quic://127.0.0.1:" + nat.port()), expectation, OPTIONS, inbox);
  }

  private static void assertInOrder(Inbox inbox) {
    int expected = 0;
    for (byte[] frame : inbox.frames()) {
      assertThat(ByteBuffer.wrap(frame).getInt()).isEqualTo(expected++);
    }
  }

  private static Frame numbered(int number) {
    return Frame.of(ByteBuffer.allocate(FRAME_BYTES).putInt(number).array());
  }
}
