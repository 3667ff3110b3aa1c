package io.weft.codec.jackson;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whose class loader a type or a value belongs to: that of its first class not of the JDK. */
final class Owner {
  /** How far into containers of the JDK to look for a class of somebody else (levels). */
  private static final int DEPTH = 4;

  /** How many elements of each container to look at: those of one container are mostly alike. */
  private static final int WIDTH = 16;

  private Owner() {}

  /** {@code null} if the type is made of the JDK's classes only. */
  static @Nullable Class<?> ofType(Type type) {
    if (type instanceof Class<?> named) {
      return ofClass(named);
    }
    if (type instanceof ParameterizedType generic) {
      Class<?> raw = ofType(generic.getRawType());
      return raw != null ? raw : first(generic.getActualTypeArguments());
    }
    if (type instanceof GenericArrayType array) {
      return ofType(array.getGenericComponentType());
    }
    return type instanceof WildcardType wildcard ? first(wildcard.getUpperBounds()) : null;
  }

  /** {@code null} if no class of somebody else was found. */
  static @Nullable Class<?> ofValue(@Nullable Object value) {
    return ofValue(value, DEPTH);
  }

  private static @Nullable Class<?> ofValue(@Nullable Object value, int depth) {
    if (value == null) {
      return null;
    }
    Class<?> owner = ofClass(value.getClass());
    if (owner != null || depth == 0) {
      return owner;
    }
    for (Iterator<?> each = elements(value).iterator(); each.hasNext(); ) {
      owner = ofValue(each.next(), depth - 1);
      if (owner != null) {
        return owner;
      }
    }
    return null;
  }

  private static List<?> elements(Object value) {
    if (value instanceof Collection<?> collection) {
      return collection.stream().limit(WIDTH).toList();
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream().limit(WIDTH).toList();
    }
    if (value instanceof Map.Entry<?, ?> entry) {
      return Arrays.asList(entry.getKey(), entry.getValue());
    }
    if (value instanceof Optional<?> optional) {
      return optional.stream().toList();
    }
    return value instanceof Object[] array ? Arrays.stream(array).limit(WIDTH).toList() : List.of();
  }

  private static @Nullable Class<?> first(Type[] types) {
    for (Type type : types) {
      Class<?> owner = ofType(type);
      if (owner != null) {
        return owner;
      }
    }
    return null;
  }

  private static @Nullable Class<?> ofClass(Class<?> type) {
    if (type.isArray()) {
      return ofClass(type.getComponentType());
    }
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader == ClassLoader.getPlatformClassLoader() ? null : type;
  }
}
