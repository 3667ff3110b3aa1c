package io.weft.codec.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.weft.exchange.Codec;
import io.weft.exchange.Encoded;
import io.weft.exchange.PayloadException;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Protocol Buffers messages, read with the parser of their own generated class. Unknown fields are
 * kept and written again; extensions stay unknown fields. Safe on every thread.
 */
@Component(
    configurationPid = "io.weft.codec.protobuf",
    property = "service.ranking:Integer=" + ProtobufCodec.RANKING)
@Designate(ocd = ProtobufCodec.Settings.class)
public final class ProtobufCodec implements Codec {
  /** Above the codecs for plain values: a message has its format already. */
  static final int RANKING = 100;

  /** Settings of this codec. */
  @ObjectClassDefinition(
      name = "Protocol Buffers payloads",
      description = "Bounds for what is read. Sizes are bounded by the size of the message.")
  @interface Settings {
    /** The property {@code max_nesting}. */
    @AttributeDefinition(
        name = "Deepest nesting",
        description = "Levels of messages and groups within each other, when read.",
        min = "8",
        max = "1000")
    int max__nesting() default 64;
  }

  private final Parsers parsers = new Parsers();
  private final int maxNesting;

  /**
   * @throws IllegalArgumentException if a setting is out of its range
   */
  @Activate
  public ProtobufCodec(Settings settings) {
    this(settings.max__nesting());
  }

  ProtobufCodec(int maxNesting) {
    if (maxNesting < 8 || maxNesting > 1000) {
      throw new IllegalArgumentException(
          "max_nesting of " + maxNesting + " in io.weft.codec.protobuf (8 to 1000)");
    }
    this.maxNesting = maxNesting;
  }

  @Override
  public String contentType() {
    return Encoded.PROTOBUF;
  }

  @Override
  public boolean accepts(Class<?> type) {
    return MessageLite.class.isAssignableFrom(type);
  }

  @Override
  public byte[] encode(Object value) {
    if (!(value instanceof MessageLite message)) {
      String what = value == null ? "null" : named(value.getClass());
      throw new PayloadException(
          "cannot write "
              + what
              + " as "
              + Encoded.PROTOBUF
              + ": it is no Protocol Buffers message");
    }
    try {
      if (!message.isInitialized()) {
        throw new PayloadException(notWritten(message, missing(message)));
      }
      return message.toByteArray();
    } catch (PayloadException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      throw new PayloadException(notWritten(message, e.toString()), e);
    }
  }

  @Override
  public Object decode(ByteBuffer bytes, Type type) {
    if (!(type instanceof Class<?> named) || !accepts(named)) {
      throw new PayloadException(notRead(type, "", "it is no Protocol Buffers message"));
    }
    Parser<?> parser = parser(named);
    CodedInputStream input = CodedInputStream.newInstance(bytes.duplicate());
    input.setRecursionLimit(maxNesting);
    try {
      MessageLite message =
          (MessageLite) parser.parsePartialFrom(input, ExtensionRegistryLite.getEmptyRegistry());
      input.checkLastTagWas(0);
      if (!message.isInitialized()) {
        throw new PayloadException(notRead(type, "", missing(message)));
      }
      return message;
    } catch (PayloadException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
      String place = "offset " + input.getTotalBytesRead() + ": ";
      throw new PayloadException(notRead(type, place, String.valueOf(e.getMessage())), e);
    }
  }

  private Parser<?> parser(Class<?> type) {
    try {
      return parsers.of(type);
    } catch (IllegalArgumentException e) {
      throw new PayloadException(notRead(type, "", String.valueOf(e.getMessage())), e);
    }
  }

  private static String missing(MessageLite message) {
    return message instanceof Message full
        ? "required fields are missing: " + full.getInitializationErrorString()
        : "required fields are missing";
  }

  private static String notWritten(MessageLite message, String reason) {
    return "cannot write " + named(message.getClass()) + " as " + Encoded.PROTOBUF + ": " + reason;
  }

  private static String notRead(Type type, String place, String reason) {
    return "cannot read " + Encoded.PROTOBUF + " as " + named(type) + ": " + place + reason;
  }

  private static String named(Type type) {
    Bundle bundle = type instanceof Class<?> known ? FrameworkUtil.getBundle(known) : null;
    String name = type.getTypeName();
    return bundle == null ? name : name + " (bundle " + bundle.getSymbolicName() + ")";
  }
}
