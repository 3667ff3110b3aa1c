package io.weft.codec.jackson;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import io.weft.exchange.PayloadException;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** Values to bytes and back by one kind of mapper: all that JSON and CBOR have in common. */
final class Conversion {
  /**
   * Buffers that are no arrays are copied up to this size (bytes): reading an array is faster than
   * a stream by more than the copy costs.
   */
  private static final int COPY_BELOW = 64 * 1024;

  private final Complaint complaint;
  private final Mappers mappers;
  private final ValueClasses valueClasses = new ValueClasses();

  Conversion(String contentType, Supplier<ObjectMapper> mappers) {
    this.complaint = new Complaint(contentType);
    this.mappers = new Mappers(mappers);
  }

  boolean accepts(Class<?> type) {
    return valueClasses.contains(type);
  }

  byte[] encode(Object value) {
    if (value != null && !accepts(value.getClass())) {
      throw new PayloadException(complaint.notAValue(value.getClass()));
    }
    try {
      return mappers.of(Owner.ofValue(value)).writeValueAsBytes(value);
    } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
      throw new PayloadException(complaint.notWritten(value, e), e);
    }
  }

  Object decode(ByteBuffer bytes, Type type) {
    ObjectMapper mapper = mappers.of(Owner.ofType(type));
    JavaType readAs = resolve(mapper, type);
    try (JsonParser parser = parser(mapper, bytes)) {
      return read(mapper, parser, readAs, type);
    } catch (IOException e) {
      throw new PayloadException(complaint.notRead(type, e), e);
    }
  }

  private JavaType resolve(ObjectMapper mapper, Type type) {
    JavaType resolved;
    try {
      resolved = mapper.constructType(type);
    } catch (RuntimeException | LinkageError e) {
      throw new PayloadException(complaint.notRead(type, e), e);
    }
    if (!accepts(resolved.getRawClass())) {
      throw new PayloadException(complaint.notAType(type));
    }
    return resolved;
  }

  /** What is wrong is said while the parser is open: it knows what it has found. */
  private Object read(ObjectMapper mapper, JsonParser parser, JavaType readAs, Type type) {
    try {
      return mapper.readerFor(readAs).readValue(parser);
    } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
      throw new PayloadException(complaint.notRead(type, e), e);
    }
  }

  void forgetClasses() {
    mappers.forget();
  }

  private static JsonParser parser(ObjectMapper mapper, ByteBuffer bytes) throws IOException {
    int length = bytes.remaining();
    if (bytes.hasArray()) {
      return mapper.createParser(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
    }
    if (length > COPY_BELOW) {
      return mapper.createParser(new ByteBufferBackedInputStream(bytes.duplicate()));
    }
    byte[] copy = new byte[length];
    bytes.duplicate().get(copy);
    return mapper.createParser(copy);
  }
}
