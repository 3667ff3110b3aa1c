package io.weft.node.payload;

import io.weft.exchange.Payload;
import io.weft.node.wire.ContentType;
import java.lang.reflect.Type;

/** A value that came as bytes; decoded when and as what somebody asks for it. */
public class EncodedPayload implements Payload {
  private final Codecs codecs;
  private final ContentType contentType;
  private final byte[] bytes;

  protected EncodedPayload(Codecs codecs, ContentType contentType, byte[] bytes) {
    this.codecs = codecs;
    this.contentType = contentType;
    this.bytes = bytes;
  }

  protected Codecs codecs() {
    return codecs;
  }

  protected ContentType contentType() {
    return contentType;
  }

  @Override
  @SuppressWarnings("NullAway") // null stands for no value, as the contract says
  public Object as(Type type) {
    return codecs.decode(contentType, bytes, type);
  }
}
