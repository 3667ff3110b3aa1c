package io.weft.codec.jackson;

import io.weft.exchange.Encoded;
import io.weft.exchange.Payload;
import java.io.Closeable;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.lang.reflect.AnnotatedElement;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.stream.BaseStream;

/**
 * Which classes are values: all but those that stand for something that lives in this process, and
 * those that have a codec of their own.
 */
final class ValueClasses {
  /** Streams, channels and sockets are closeable; classes and modules are annotated elements. */
  private static final List<Class<?>> LIVING =
      List.of(
          Thread.class,
          ThreadGroup.class,
          ClassLoader.class,
          AnnotatedElement.class,
          MethodHandle.class,
          Reference.class,
          Process.class,
          Throwable.class,
          Closeable.class,
          Runnable.class,
          Callable.class,
          Executor.class,
          Future.class,
          Lock.class,
          Iterator.class,
          BaseStream.class,
          Encoded.class,
          Payload.class);

  /** Protocol Buffers messages, known by name: that library need not be there. */
  private static final String PROTOBUF_MESSAGE = "com.google.protobuf.MessageLite";

  /** The value is of a JDK class: a class that is asked for pins nothing of this bundle. */
  private final ClassValue<Boolean> known =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isValue(type);
        }
      };

  boolean contains(Class<?> type) {
    return known.get(type);
  }

  private static boolean isValue(Class<?> type) {
    return !type.isHidden()
        && LIVING.stream().noneMatch(living -> living.isAssignableFrom(type))
        && !isProtobufMessage(type);
  }

  private static boolean isProtobufMessage(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (each.getName().equals(PROTOBUF_MESSAGE)) {
        return true;
      }
      for (Class<?> implemented : each.getInterfaces()) {
        if (isProtobufMessage(implemented)) {
          return true;
        }
      }
    }
    return false;
  }
}
