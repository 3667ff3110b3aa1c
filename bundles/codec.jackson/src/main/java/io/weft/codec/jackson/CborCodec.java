package io.weft.codec.jackson;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
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
 * CBOR (RFC 8949) for records, plain objects, collections, maps, {@code Optional} and {@code
 * java.time}. Safe on every thread; {@link MapperRules} has what it accepts.
 */
@Component(
    configurationPid = "io.weft.codec.cbor",
    property = "service.ranking:Integer=" + CborCodec.RANKING)
@Designate(ocd = Limits.class)
public final class CborCodec implements Codec {
  /** Above JSON, which is never smaller and never faster: the README has the numbers. */
  static final int RANKING = 20;

  private final Conversion conversion;
  private final BundleWatch watch;

  /**
   * @throws IllegalArgumentException if a setting is out of its range
   */
  @Activate
  public CborCodec(BundleContext context, Limits limits) {
    this(context, Bounds.of("io.weft.codec.cbor", limits));
  }

  CborCodec(BundleContext context, Bounds bounds) {
    this.conversion = conversion(bounds);
    this.watch = new BundleWatch(context, conversion::forgetClasses);
  }

  private static Conversion conversion(Bounds bounds) {
    return new Conversion(Encoded.CBOR, () -> MapperRules.mapper(CBORFactory.builder(), bounds));
  }

  @Override
  public String contentType() {
    return Encoded.CBOR;
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
