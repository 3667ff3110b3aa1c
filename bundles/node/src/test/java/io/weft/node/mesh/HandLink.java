package io.weft.node.mesh;

import com.google.protobuf.ByteString;
import io.weft.node.directory.SignedRecords;
import io.weft.testkit.Eventually;
import io.weft.testkit.Inbox;
import io.weft.testkit.MemoryTransport;
import io.weft.transport.Expectation;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.v1.Hello;
import io.weft.v1.NodeMessage;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;

/** A link to a node whose other end the test writes, frame by frame, as an admitted peer. */
final class HandLink implements AutoCloseable {
  private final Inbox inbox = Inbox.keeping();
  private final MemoryTransport transport;
  private final Link link;

  /**
   * Says hello and waits for the other one.
   *
   * @param author who the test is; its node is closed
   */
  HandLink(Lab lab, Lab.Member node, Lab.Member author) throws IOException {
    author.mesh.close();
    Eventually.until("the node listens", Lab.SOON, node.mesh::ready);
    transport = new MemoryTransport(author.identity, lab.hub);
    link =
        transport.dial(
            node.mesh.record().addresses().get(0),
            Expectation.anyone(Lane.CONTROL),
            LinkOptions.DEFAULT,
            inbox);
    byte[] record =
        new SignedRecords(Clock.systemUTC()).sign(author.mesh.record(), author.identity);
    send(
        NodeMessage.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setMajor(1)
                    .setMinor(3)
                    .setSignedRecord(ByteString.copyFrom(record))
                    .setEpoch(7)
                    .setMaxFrameBytes(1 << 24)));
    await("a hello", NodeMessage::hasHello);
  }

  void send(NodeMessage.Builder message) throws IOException {
    link.send(Frame.of(message.build().toByteArray()));
  }

  /** What has come, of one kind. */
  List<NodeMessage> received(Predicate<NodeMessage> which) {
    return inbox.frames().stream().map(HandLink::parse).filter(which).toList();
  }

  private static NodeMessage parse(byte[] frame) {
    try {
      return NodeMessage.parseFrom(frame);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The first that comes, or came. */
  NodeMessage await(String what, Predicate<NodeMessage> which) {
    Eventually.until(what, Lab.SOON, () -> !received(which).isEmpty());
    return received(which).get(0);
  }

  boolean isClosed() {
    return inbox.isClosed();
  }

  @Override
  public void close() {
    transport.close();
  }
}
