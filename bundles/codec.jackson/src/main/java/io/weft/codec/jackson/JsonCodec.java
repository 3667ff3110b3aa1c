package io.weft.codec.jackson;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import io.weft.exchange.Codec;
import io.weft.exchange.Encoded;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * JSON text (RFC 8259) for records, plain objects, collections, maps, {@code Optional} and {@code
 * java.time}. Safe on every thread; {@link MapperRules} has what it accepts.
 */
@Component(
    configurationPid = "io.weft.codec.json",
    property = "service.ranking:Integer=" + JsonCodec.RANKING)
@Designate(ocd = Limits.class)
public final class JsonCodec implements Codec {
  /** Below CBOR, which is never larger and never slower: the README has the numbers. */
  static final int RANKING = 10;

  private final Conversion conversion;
  private final BundleWatch watch;

  /**
   * @throws IllegalArgumentException if a setting is out of its range
   */
  @Activate
  public JsonCodec(BundleContext context, Limits limits) {
    this(context, Bounds.of("io.weft.codec.json", limits));
  }

  JsonCodec(BundleContext context, Bounds bounds) {
    this.conversion = conversion(bounds);
    this.watch = new BundleWatch(context, conversion::forgetClasses);
  }

  private static Conversion conversion(Bounds bounds) {
    return new Conversion(Encoded.JSON, () -> MapperRules.mapper(new JsonFactoryBuilder(), bounds));
  }

  @Override
  public String contentType() {
    return Encoded.JSON;
  }

  @Override
  public boolean accepts(Class<?> type) {
    return conversion.accepts(type);
  }

  @Override
  public byte[] encode(Object value) {
    return conversion.encode(value);
  }

  @Override
  public Object decode(ByteBuffer bytes, Type type) {
    return conversion.decode(bytes, type);
  }

  /** Lets go of all classes of other bundles. */
  @Deactivate
  void close() {
    watch.close();
    conversion.forgetClasses();
  }
}
