package io.weft.node.streams;

import io.weft.exchange.Encoded;
import io.weft.exchange.PayloadException;
import io.weft.node.payload.Codecs;
import io.weft.node.session.Session;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.StreamWire;
import io.weft.transport.Frame;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The other end is in another node. */
final class RemoteEnd implements Far {

  /** Items from this size on follow by reference, as parameters of requests do. */
  private static final int TAIL_FROM_BYTES = 16 * 1024;

  private final Session session;
  private final Codecs codecs;
  private final SessionStreams owner;
  private final long id;
  private final boolean opener;
  private final Optional<String> wanted;

  /**
   * @param owner is told when something may not have been sent
   * @param id of the request that has opened the conversation
   * @param opener whether this node has
   * @param wanted content type of items, if there is a choice
   */
  RemoteEnd(
      Session session,
      Codecs codecs,
      SessionStreams owner,
      long id,
      boolean opener,
      Optional<String> wanted) {
    this.session = session;
    this.codecs = codecs;
    this.owner = owner;
    this.id = id;
    this.opener = opener;
    this.wanted = wanted;
  }

  /** An item's bytes. */
  private record Packed(ContentType type, byte[] data) implements Parcel {
    @Override
    public int bytes() {
      return data.length;
    }
  }

  @Override
  public Parcel pack(@Nullable Object value) {
    Encoded encoded = codecs.encode(value, wanted);
    Packed packed = new Packed(ContentType.of(encoded.contentType()), encoded.bytes());
    int size = StreamWire.size(id, opener, Long.MAX_VALUE, packed.type, packed.bytes());
    if (size > session.maxFrameBytes()) {
      throw new PayloadException(
          "an item of "
              + packed.bytes()
              + " bytes is more than the limit of "
              + session.maxFrameBytes()
              + " (max_message_size)");
    }
    return packed;
  }

  @Override
  public void item(long sequence, Parcel parcel) {
    Packed packed = (Packed) parcel;
    send(new Item(id, opener, sequence, packed.type, packed.data));
  }

  @Override
  public void end(long sequence, Ending ending) {
    send(
        Frame.of(
            StreamWire.end(
                id,
                opener,
                ending.kind(),
                sequence,
                ending.deaf(),
                ending.failure(),
                ending.code(),
                ending.message())));
  }

  @Override
  public void credit(long items, long bytes, long received, boolean again, boolean ask) {
    send(Frame.of(StreamWire.credit(id, opener, items, bytes, received, again, ask)));
  }

  @Override
  public void cancel(Ending why) {
    owner.later(() -> end(0, why));
  }

  private void send(Frame frame) {
    if (!session.sendKept(frame)) {
      owner.doubt();
    }
  }

  /** The frame of an item. */
  private record Item(long id, boolean opener, long sequence, ContentType type, byte[] data)
      implements Frame {

    @Override
    public int size() {
      int whole = StreamWire.size(id, opener, sequence, type, data.length);
      return data.length < TAIL_FROM_BYTES ? whole : whole - data.length;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
      StreamWire.write(buffer, id, opener, sequence, type, data.length);
      if (data.length < TAIL_FROM_BYTES) {
        buffer.put(data);
      }
    }

    @Override
    public Optional<ByteBuffer> tail() {
      return data.length < TAIL_FROM_BYTES ? Optional.empty() : Optional.of(ByteBuffer.wrap(data));
    }
  }
}
