package io.weft.exchange;

import java.lang.reflect.Type;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A value that came from somewhere: from this process by reference, or from another node as bytes
 * that are decoded when somebody asks for them. Safe on every thread.
 */
@ProviderType
public interface Payload {

  /**
   * The value as this type. A value of this process that has the type already is handed over as it
   * is; {@code null} if there is none. {@code byte[]} gives the encoded bytes, {@link Encoded} the
   * bytes and their content type.
   *
   * @throws PayloadException if it cannot be made; the message names type, content type and bundle
   */
  Object as(Type type);

  /** The value as this class, or {@code null} if there is none; see {@link #as(Type)}. */
  default <T> T as(Class<T> type) {
    return type.cast(as((Type) type));
  }
}
