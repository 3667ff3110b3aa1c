package io.weft.codec.jackson;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.TSFBuilder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.PolymorphicTypeValidator;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/**
 * What is read and written, and what is refused. Bytes are from outside: every size is bounded, no
 * class is loaded by a name in them, and a value of the wrong kind is an error instead of a guess.
 * Properties that a type does not know are passed over: a newer peer may have more of them.
 */
final class MapperRules {
  /** Types that a mapper remembers: the size that Jackson takes for its own cache (entries). */
  private static final int REMEMBERED_TYPES = 200;

  private MapperRules() {}

  static <F extends JsonFactory, B extends TSFBuilder<F, B>> ObjectMapper mapper(
      B factory, Bounds bounds) {
    // The default cache is a static of Jackson's and would keep classes of bundles that are gone.
    LookupCache<Object, JavaType> types = new LRUMap<>(16, REMEMBERED_TYPES);
    return JsonMapper.builder(bounded(factory, bounds))
        .typeFactory(TypeFactory.defaultInstance().withCache(types))
        .addModule(new Jdk8Module())
        .addModule(new JavaTimeModule())
        .polymorphicTypeValidator(new NoClassByName())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfig(
            LogicalType.Textual,
            text ->
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .build();
  }

  private static <F extends JsonFactory, B extends TSFBuilder<F, B>> F bounded(
      B factory, Bounds bounds) {
    return factory
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(bounds.nesting())
                .maxNumberLength(bounds.numberChars())
                .maxNameLength(bounds.nameChars())
                // A string is never longer than the message, and that is bounded already.
                .maxStringLength(Integer.MAX_VALUE)
                .build())
        .streamWriteConstraints(
            StreamWriteConstraints.builder().maxNestingDepth(bounds.nesting()).build())
        // Names from outside must not fill the JVM's table of interned strings.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        // The default pool is thread-local: of no use to virtual threads.
        .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
        .build();
  }

  /** Subtypes are known by names that the type itself lists, never by the name of a class. */
  private static final class NoClassByName extends PolymorphicTypeValidator {
    private static final long serialVersionUID = 1L;

    @Override
    public Validity validateBaseType(MapperConfig<?> config, JavaType base) {
      return Validity.DENIED;
    }

    @Override
    public Validity validateSubClassName(MapperConfig<?> config, JavaType base, String name) {
      return Validity.DENIED;
    }

    @Override
    public Validity validateSubType(MapperConfig<?> config, JavaType base, JavaType subtype) {
      return Validity.DENIED;
    }
  }
}
