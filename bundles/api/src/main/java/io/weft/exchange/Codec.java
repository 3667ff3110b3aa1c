package io.weft.exchange;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Turns values into bytes of one content type, and back. Registered as a service; among codecs that
 * can encode a value the one with the highest service ranking is taken. Safe on every thread; keeps
 * no reference to classes of other bundles after a call, so that these can be updated.
 */
@ConsumerType
public interface Codec {

  /** What it reads and writes, such as {@code application/json}. */
  String contentType();

  /** Whether it is made for values of this class. */
  boolean accepts(Class<?> type);

  /**
   * Writes one value.
   *
   * @throws PayloadException if the value cannot be written; the message names its type
   */
  byte[] encode(Object value);

  /**
   * Reads one value that fills the buffer. The bytes are from outside: nesting, sizes and types are
   * bounded, and no class is loaded by a name in them.
   *
   * @param bytes valid during the call
   * @param type what to make of them; its own class loader loads what it refers to
   * @throws PayloadException if they are not such a value; the message has line and column, or the
   *     offset, and the type
   */
  Object decode(ByteBuffer bytes, Type type);
}
