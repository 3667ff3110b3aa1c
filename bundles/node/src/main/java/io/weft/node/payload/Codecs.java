package io.weft.node.payload;

import io.weft.exchange.Codec;
import io.weft.exchange.Encoded;
import io.weft.exchange.Lent;
import io.weft.exchange.PayloadException;
import io.weft.node.wire.ContentType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The codecs that are installed, best first. Plain bytes and values that are encoded already pass
 * untouched. Safe on every thread.
 */
public final class Codecs {
  private static final byte[] NOTHING = {};
  private static final Encoded NO_VALUE = new Encoded(Encoded.BYTES, NOTHING);

  private record Ranked(Codec codec, int ranking) {}

  private final ReentrantLock changing = new ReentrantLock();
  private final Absences absences = new Absences(System::nanoTime);
  private volatile List<Ranked> installed = List.of();

  /** Adds a codec; a higher ranking is asked first. */
  public void add(Codec codec, int ranking) {
    change(codec, Optional.of(new Ranked(codec, ranking)));
  }

  /** Removes a codec. */
  public void remove(Codec codec) {
    change(codec, Optional.empty());
  }

  private void change(Codec codec, Optional<Ranked> added) {
    changing.lock();
    try {
      List<Ranked> next = new ArrayList<>(installed);
      next.removeIf(each -> each.codec == codec);
      added.ifPresent(next::add);
      next.sort(Comparator.comparingInt(Ranked::ranking).reversed());
      installed = List.copyOf(next);
      String contentType = codec.contentType();
      if (contentTypes().contains(contentType)) {
        absences.back(contentType);
      } else {
        absences.gone(contentType);
      }
    } finally {
      changing.unlock();
    }
  }

  /** The content types that can be read here. */
  public List<String> contentTypes() {
    return installed.stream().map(each -> each.codec.contentType()).distinct().toList();
  }

  /**
   * Encodes a value, in the wanted content type if its codec takes the value.
   *
   * @throws PayloadException if no codec takes it; the message names its type and bundle
   */
  public Encoded encode(@Nullable Object value, Optional<String> wanted) {
    if (value instanceof byte[] bytes) {
      return new Encoded(Encoded.BYTES, bytes);
    }
    if (value == null || value.equals(Optional.empty())) {
      return NO_VALUE;
    }
    if (value instanceof Encoded encoded) {
      return encoded;
    }
    if (value instanceof Lent lent) {
      return new Encoded(Encoded.BYTES, lent.taken());
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return new Encoded(Encoded.BYTES, bytes);
    }
    while (true) {
      long returns = absences.returns();
      Codec chosen = choose(value.getClass(), wanted);
      if (chosen != null) {
        try {
          return new Encoded(chosen.contentType(), chosen.encode(value));
        } catch (LinkageError e) {
          failIfInstalled(chosen, e);
        }
      }
      if (!absences.awaitReturn(returns)) {
        throw new PayloadException(
            "no codec takes a "
                + BundleOf.describe(value.getClass())
                + "; installed: "
                + installedText());
      }
    }
  }

  private @Nullable Codec choose(Class<?> type, Optional<String> wanted) {
    Codec chosen = null;
    for (Ranked each : installed) {
      boolean asked = wanted.isPresent() && wanted.get().equals(each.codec.contentType());
      if ((asked || chosen == null) && each.codec.accepts(type)) {
        chosen = each.codec;
        if (asked || wanted.isEmpty()) {
          break;
        }
      }
    }
    return chosen;
  }

  /** A codec whose bundle goes while it works can no longer load classes: another one follows. */
  private void failIfInstalled(Codec codec, LinkageError e) {
    if (installed.stream().anyMatch(each -> each.codec == codec)) {
      throw new PayloadException("codec " + codec.contentType() + " failed with " + e, e);
    }
  }

  /**
   * Makes a value of encoded bytes.
   *
   * @throws PayloadException if that cannot be; the message names content type, type and bundle
   */
  public @Nullable Object decode(ContentType contentType, byte[] bytes, Type type) {
    if (type == byte[].class) {
      return bytes;
    }
    if (type == Encoded.class) {
      return new Encoded(contentType.name(), bytes);
    }
    if (type == ByteBuffer.class) {
      return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }
    if (contentType.equals(ContentType.BYTES)) {
      if (bytes.length == 0) {
        return null;
      }
      if (type == Object.class) {
        return bytes;
      }
      throw new PayloadException(
          "a "
              + BundleOf.describe(type)
              + " was asked for, but the value is "
              + bytes.length
              + " plain bytes without a content type");
    }
    while (true) {
      long returns = absences.returns();
      Codec reader = reading(contentType);
      if (reader != null) {
        try {
          return reader.decode(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), type);
        } catch (LinkageError e) {
          failIfInstalled(reader, e);
        }
      }
      if (!absences.awaitReturn(returns)) {
        throw new PayloadException(
            "no codec for "
                + contentType.name()
                + " is installed here, so that a "
                + BundleOf.describe(type)
                + " cannot be read; installed: "
                + installedText());
      }
    }
  }

  private @Nullable Codec reading(ContentType contentType) {
    for (Ranked each : installed) {
      if (each.codec.contentType().equals(contentType.name())) {
        return each.codec;
      }
    }
    return null;
  }

  private String installedText() {
    return installed.isEmpty()
        ? "none"
        : installed.stream()
            .map(each -> each.codec.contentType())
            .distinct()
            .collect(Collectors.joining(", "));
  }
}
