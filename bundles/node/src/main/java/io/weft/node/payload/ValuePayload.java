package io.weft.node.payload;

import io.weft.exchange.Encoded;
import io.weft.exchange.Lent;
import io.weft.exchange.Payload;
import io.weft.node.wire.ContentType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value of this process. It is handed over as it is to those who know its class; for others (a
 * bundle with a class of its own, the command line) it is encoded and decoded.
 */
public class ValuePayload implements Payload {
  private final Codecs codecs;
  private final @Nullable Object value;
  private final Optional<String> wanted;

  /**
   * @param wanted content type to encode in, if it comes to that
   */
  protected ValuePayload(Codecs codecs, @Nullable Object value, Optional<String> wanted) {
    this.codecs = codecs;
    Object there = value instanceof Optional<?> maybe ? maybe.orElse(null) : value;
    this.value = there instanceof Lent lent ? lent.taken() : there;
    this.wanted = wanted;
  }

  @Override
  @SuppressWarnings("NullAway") // null stands for no value, as the contract says
  public Object as(Type type) {
    if (value == null) {
      return null;
    }
    if (value instanceof Encoded encoded) {
      return codecs.decode(ContentType.of(encoded.contentType()), encoded.bytes(), type);
    }
    if (type instanceof Class<?> cls ? cls.isInstance(value) : hasRawType(type)) {
      return value;
    }
    if (value instanceof byte[] bytes && type != ByteBuffer.class) {
      return codecs.decode(ContentType.BYTES, bytes, type);
    }
    Encoded encoded = codecs.encode(value, wanted);
    return codecs.decode(ContentType.of(encoded.contentType()), encoded.bytes(), type);
  }

  private boolean hasRawType(Type type) {
    return type instanceof ParameterizedType generic
        && generic.getRawType() instanceof Class<?> raw
        && raw.isInstance(value);
  }
}
