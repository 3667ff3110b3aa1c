package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.weft.node.directory.SignedRecords;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerInfo.State;
import io.weft.testkit.Eventually;
import io.weft.testkit.Inbox;
import io.weft.testkit.MemoryTransport;
import io.weft.transport.Expectation;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.trust.Identity;
import io.weft.v1.Goaway;
import io.weft.v1.Heartbeat;
import io.weft.v1.Hello;
import io.weft.v1.NodeMessage;
import io.weft.v1.Request;
import io.weft.v1.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a node does with an admitted peer that does not keep to the protocol, or speaks a newer one.
 */
class HelloTest {
  @TempDir Path folder;
  private Lab lab;
  private Lab.Member node;
  private Lab.Member author;
  private Identity peer;
  private MemoryTransport transport;
  private Inbox inbox = Inbox.keeping();
  private Link link;

  @BeforeEach
  void linkByHand() throws IOException {
    lab = new Lab(folder);
    node =
        lab.start(
            lab.trial.member("node"),
            "node",
            settings ->
                new Altered(settings)
                    .connectionTimeout(Duration.ofMillis(700))
                    .maxConnections(10)
                    .maxMessageSize(1 << 20)
                    .settings());
    author = lab.start("author");
    peer = author.identity;
    author.mesh.close();
    Eventually.until("the node listens", Lab.SOON, node.mesh::ready);
    transport = new MemoryTransport(peer, lab.hub);
    URI address = node.mesh.record().addresses().get(0);
    link = transport.dial(address, Expectation.anyone(Lane.CONTROL), LinkOptions.DEFAULT, inbox);
  }

  @AfterEach
  void stop() {
    transport.close();
    lab.close();
  }

  private NodeMessage.Builder hello() {
    byte[] record = new SignedRecords(Clock.systemUTC()).sign(author.mesh.record(), peer);
    return NodeMessage.newBuilder()
        .setHello(
            Hello.newBuilder()
                .setMajor(1)
                .setSignedRecord(ByteString.copyFrom(record))
                .setEpoch(7)
                .setMaxFrameBytes(1 << 20));
  }

  private void send(NodeMessage.Builder message) throws IOException {
    link.send(Frame.of(message.build().toByteArray()));
  }

  private Optional<NodeMessage> received(Predicate<NodeMessage> which) {
    return inbox.frames().stream()
        .map(
            bytes -> {
              try {
                return NodeMessage.parseFrom(bytes);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            })
        .filter(which)
        .findFirst();
  }

  private void awaitMessage(String what, Predicate<NodeMessage> which) {
    Eventually.until(what, Lab.SOON, () -> received(which).isPresent());
  }

  private void awaitClosed() {
    Eventually.until("the link is closed", Lab.SOON, inbox::isClosed);
  }

  private void greet() throws IOException {
    send(hello());
    awaitMessage("a hello", NodeMessage::hasHello);
  }

  private void linkAgain() throws IOException {
    inbox = Inbox.keeping();
    URI address = node.mesh.record().addresses().get(0);
    link = transport.dial(address, Expectation.anyone(Lane.CONTROL), LinkOptions.DEFAULT, inbox);
  }

  private void misbehave() throws IOException {
    send(hello());
    awaitMessage("a hello", NodeMessage::hasHello);
    send(hello()); // a second one breaks the protocol
    awaitClosed();
  }

  @Test
  void whoBreaksTheProtocolAgainAndAgainIsBannedAndForgiven() throws IOException {
    misbehave();
    for (int i = 0; i < 3; i++) {
      assertThat(node.mesh.peers().find(peer.id()).orElseThrow().state())
          .isNotEqualTo(State.BANNED);
      linkAgain();
      misbehave();
    }

    Eventually.until(
        "it is banned",
        Lab.SOON,
        () -> node.mesh.peers().find(peer.id()).orElseThrow().state() == State.BANNED);
    PeerInfo banned = node.mesh.peers().find(peer.id()).orElseThrow();
    assertThat(banned.standing().ban().orElseThrow().until()).isPresent();
    assertThat(banned.standing().ban().orElseThrow().reason()).contains("broke the protocol");
    linkAgain();
    send(hello());
    awaitMessage(
        "the refusal",
        message -> message.hasGoaway() && message.getGoaway().getReason().contains("banned until"));
    awaitClosed();

    assertThat(node.mesh.peerBook().unban(peer.id())).isTrue();

    linkAgain();
    greet();
    assertThat(node.mesh.peers().find(peer.id()).orElseThrow().standing().ban()).isEmpty();
  }

  @Test
  void aHelloIsAnsweredWithAHelloAndAnAdvertisement() throws IOException {
    greet();

    awaitMessage("an advertisement", NodeMessage::hasAdvertisement);
    assertThat(node.mesh.peers().find(peer.id())).isPresent();
  }

  @Test
  void whoSaysNothingLosesTheLink() {
    awaitClosed();
  }

  @Test
  void aRequestBeforeTheHelloEndsTheLink() throws IOException {
    send(NodeMessage.newBuilder().setRequest(Request.newBuilder().setServicePath("x")));

    awaitClosed();
    assertThat(received(NodeMessage::hasResponse)).isEmpty();
  }

  @Test
  void anotherMajorVersionIsRefusedWithTheReason() throws IOException {
    NodeMessage.Builder newer = hello();
    newer.getHelloBuilder().setMajor(2);
    send(newer);

    awaitMessage(
        "the reason",
        message ->
            message.hasGoaway()
                && message.getGoaway().getKind() == Goaway.Kind.LAST
                && message.getGoaway().getReason().contains("version 2"));
    awaitClosed();
  }

  @Test
  void aNewerMinorVersionWithUnknownFieldsIsWelcome() throws IOException {
    NodeMessage.Builder newer = hello();
    newer
        .getHelloBuilder()
        .setMinor(9)
        .setUnknownFields(
            UnknownFieldSet.newBuilder()
                .addField(900, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build());
    send(newer);

    awaitMessage("a hello", NodeMessage::hasHello);
  }

  @Test
  void anUnknownPayloadIsAnsweredWithAnErrorAndTheLinkGoesOn() throws IOException {
    greet();
    send(
        NodeMessage.newBuilder()
            .setMessageId(5)
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        77,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("new"))
                            .build())
                    .build()));

    awaitMessage(
        "an error", message -> message.hasError() && message.getError().getOfMessageId() == 5);
    send(NodeMessage.newBuilder().setHeartbeat(Heartbeat.newBuilder().setStamp(42)));
    awaitMessage(
        "the answer of a heartbeat",
        message -> message.hasHeartbeat() && message.getHeartbeat().getAnswer());
    assertThat(inbox.isClosed()).isFalse();
  }

  @Test
  void garbageAfterTheHelloEndsTheLinkAndNothingElse() throws IOException {
    greet();
    link.send(Frame.of(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3}));

    awaitClosed();
    assertThat(node.mesh.ready()).isTrue();
  }

  @Test
  void aSecondHelloEndsTheLink() throws IOException {
    greet();
    send(hello());

    awaitClosed();
  }

  @Test
  void aHelloWithSomebodyElsesRecordIsRefused() throws IOException {
    NodeMessage.Builder forged = hello();
    Identity other = lab.trial.member("other");
    byte[] record =
        new SignedRecords(Clock.systemUTC())
            .sign(lab.start(other, "o", s -> s).mesh.record(), other);
    forged.getHelloBuilder().setSignedRecord(ByteString.copyFrom(record));
    send(forged);

    awaitMessage(
        "the reason",
        message -> message.hasGoaway() && message.getGoaway().getReason().contains("the link is"));
    awaitClosed();
  }

  @Test
  void aRequestForWhatIsNotThereIsAnsweredAsNotRun() throws IOException {
    greet();
    send(
        NodeMessage.newBuilder()
            .setMessageId(9)
            .setRequest(Request.newBuilder().setServicePath("no").setAction("thing")));

    awaitMessage(
        "a failure",
        message ->
            message.getMessageId() == 9
                && message.hasResponse()
                && message.getResponse().getFailureValue() == 2);
  }

  @Test
  void aRequestThatArrivesAgainIsRunOnceAndAnsweredAgain() throws IOException {
    AtomicInteger runs = new AtomicInteger();
    node.offer("count", "up", request -> new byte[] {(byte) runs.incrementAndGet()});
    greet();
    for (int i = 0; i < 3; i++) {
      send(
          NodeMessage.newBuilder()
              .setMessageId(11)
              .setRequest(Request.newBuilder().setServicePath("count").setAction("up")));
      int answers = i + 1;
      Eventually.until("an answer", Lab.SOON, () -> answersTo(11).size() == answers);
    }

    assertThat(runs).hasValue(1);
    assertThat(answersTo(11))
        .allSatisfy(answer -> assertThat(answer.getData().byteAt(0)).isEqualTo((byte) 1));
  }

  private List<Response> answersTo(long id) {
    return inbox.frames().stream()
        .map(
            bytes -> {
              try {
                return NodeMessage.parseFrom(bytes);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            })
        .filter(message -> message.getMessageId() == id && message.hasResponse())
        .map(NodeMessage::getResponse)
        .toList();
  }
}
