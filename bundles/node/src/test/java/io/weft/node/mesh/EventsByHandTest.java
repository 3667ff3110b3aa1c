package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.weft.node.wire.RawNodeId;
import io.weft.testkit.Eventually;
import io.weft.v1.Advertisement;
import io.weft.v1.Distances;
import io.weft.v1.Event;
import io.weft.v1.Failure;
import io.weft.v1.NodeMessage;
import io.weft.v1.Opening;
import io.weft.v1.Request;
import io.weft.v1.RequestOptions;
import io.weft.v1.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a peer may send that no node of ours would, as an admitted member. */
class EventsByHandTest {
  @TempDir Path folder;
  private Lab lab;
  private Lab.Member node;
  private Lab.Member other;
  private Lab.Member author;
  private HandLink link;
  private final AtomicInteger here = new AtomicInteger();
  private final AtomicInteger there = new AtomicInteger();

  @BeforeEach
  void linkByHand() throws IOException {
    lab = new Lab(folder);
    node = lab.start("node");
    other = lab.start("other");
    Lab.awaitConnected(node, other);
    author = lab.start("author");
    link = new HandLink(lab, node, author);
    node.mesh.events().subscribe("**", event -> here.incrementAndGet());
    other.mesh.events().subscribe("**", event -> there.incrementAndGet());
  }

  @AfterEach
  void stop() {
    link.close();
    lab.close();
  }

  private static ByteString raw(Lab.Member member) {
    return ByteString.copyFrom(RawNodeId.of(member.id()));
  }

  private Event.Builder event(String topic, long sequence) {
    return Event.newBuilder().setTopic(topic).setPublisher(raw(author)).setSequence(sequence);
  }

  private void send(Event.Builder event, int hops) throws IOException {
    link.send(NodeMessage.newBuilder().setHops(hops).setEvent(event));
  }

  /** The node has looked at all that was sent before. */
  private void lookedAt() throws IOException {
    int before = here.get();
    send(event("done", before + 1_000_000), 0);
    Eventually.until("the last one has come", Lab.SOON, () -> here.get() > before);
    assertThat(link.isClosed()).isFalse();
  }

  @Test
  void anEventThatWasRelayedTooOftenGoesNoFurther() throws IOException {
    send(event("far", 1).setTargets(raw(other)), 1);
    Eventually.until("with a hop left it does", Lab.SOON, () -> there.get() == 1);

    send(event("far", 2).setTargets(raw(other)), 0);
    send(event("far", 3).setTargets(raw(author)), 8); // back where it came from
    lookedAt();
    send(event("far", 4).setTargets(raw(other)), Integer.MAX_VALUE);

    Eventually.until("the next one", Lab.SOON, () -> there.get() >= 2);
    assertThat(there).hasValue(2);
    assertThat(link.received(NodeMessage::hasEvent)).isEmpty();
  }

  @Test
  void topicsAndPatternsThatAreNoneAreLeftAndTheLinkStays() throws IOException {
    send(event("a/*/b", 1), 0);
    send(event("a//b", 1), 0);
    send(event("", 1), 0);
    Advertisement.Builder odd = Advertisement.newBuilder().setEpoch(7).setRevision(1);
    for (int i = 0; i < 20_000; i++) {
      odd.addInterests(Advertisement.Interest.newBuilder().setPattern("**/" + i));
    }
    odd.addInterests(Advertisement.Interest.newBuilder().setPattern("x/".repeat(5_000)));
    odd.addInterests(Advertisement.Interest.newBuilder().setPattern("fine").setNewest(1));
    link.send(NodeMessage.newBuilder().setAdvertisement(odd));
    lookedAt();

    assertThat(here).hasValue(1);
    Eventually.until(
        "what can be read counts",
        Lab.SOON,
        () -> {
          node.mesh.events().publish("fine", null);
          return !link.received(NodeMessage::hasEvent).isEmpty();
        });
  }

  @Test
  void aTopicOfTenKilobytesEndsTheLinkAndNothingElse() throws IOException {
    send(event("a/".repeat(5_000) + "b", 1), 0);

    Eventually.until("the link ends", Lab.SOON, link::isClosed);
    assertThat(here).hasValue(0);
    assertThat(node.connectedTo(other)).isTrue();
  }

  @Test
  void distancesAndWishesOfNonsenseAreBounded() throws IOException {
    Distances.Builder distances = Distances.newBuilder().setWhole(true);
    Wish.Builder wish = Wish.newBuilder().setFresh(true);
    for (int i = 0; i < 10_000; i++) {
      byte[] id = new byte[32];
      id[0] = (byte) i;
      id[1] = (byte) (i >> 8);
      id[2] = 1;
      distances.addDistances(
          Distances.Distance.newBuilder().setNode(ByteString.copyFrom(id)).setLinks(i % 12));
      wish.addNodes(ByteString.copyFrom(id));
    }
    distances.addDistances(
        Distances.Distance.newBuilder().setNode(ByteString.copyFromUtf8("odd")).setLinks(1));
    distances.addDistances(Distances.Distance.newBuilder().setNode(raw(node)).setLinks(1));
    link.send(NodeMessage.newBuilder().setDistances(distances));
    link.send(NodeMessage.newBuilder().setWish(wish));
    lookedAt();

    assertThat(here).hasValue(1);
  }

  @Test
  void aConversationIsNeitherRelayedNorBegunByWayOfAnother() throws IOException {
    node.offer("far", "do", request -> here.incrementAndGet());
    other.offer("far", "do", request -> there.incrementAndGet());
    Request.Builder opening =
        Request.newBuilder()
            .setServicePath("far")
            .setAction("do")
            .setOptions(
                RequestOptions.newBuilder()
                    .setConversation(Opening.newBuilder().setItems(8).setBytes(1 << 20)));
    NodeMessage.Builder message = NodeMessage.newBuilder().setHops(8).setRequest(opening);
    link.send(message.clone().setMessageId(1).setTarget(raw(other)));
    link.send(message.clone().setMessageId(2).setSource(raw(other)));
    link.send(message.clone().setMessageId(3).setSource(raw(other)).setTarget(raw(node)));

    for (int id = 1; id <= 3; id++) {
      int asked = id;
      NodeMessage refusal =
          link.await("an answer to " + id, m -> m.hasResponse() && m.getMessageId() == asked);
      assertThat(refusal.getResponse().getFailure()).isEqualTo(Failure.NO_SERVICE);
      assertThat(refusal.getResponse().getErrorMessage()).contains("conversations are not relayed");
    }
    assertThat(here).hasValue(0);
    assertThat(there).hasValue(0);
  }

  @Test
  void aRequestThatGoesRoundIsRefusedWithWhy() throws IOException {
    link.send(
        NodeMessage.newBuilder()
            .setMessageId(1)
            .setTarget(raw(author)) // it would go back where it came from
            .setHops(8)
            .setRequest(Request.newBuilder().setServicePath("far").setAction("do")));
    link.send(
        NodeMessage.newBuilder()
            .setMessageId(2)
            .setTarget(raw(other))
            .setHops(0)
            .setRequest(Request.newBuilder().setServicePath("far").setAction("do")));

    for (int id : new int[] {1, 2}) {
      NodeMessage refusal =
          link.await("an answer to " + id, m -> m.hasResponse() && m.getMessageId() == id);
      assertThat(refusal.getResponse().getFailure()).isEqualTo(Failure.NO_SERVICE);
      assertThat(refusal.getResponse().getErrorMessage())
          .contains("node that relays")
          .contains(id == 1 ? "is not reached" : "too often");
    }
  }
}
