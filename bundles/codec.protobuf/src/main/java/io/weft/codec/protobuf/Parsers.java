package io.weft.codec.protobuf;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The parser of a generated message class, remembered in the class itself: it goes when the class
 * goes.
 */
final class Parsers {
  private final ClassValue<Parser<?>> known =
      new ClassValue<>() {
        @Override
        protected Parser<?> computeValue(Class<?> type) {
          return find(type);
        }
      };

  /**
   * @throws IllegalArgumentException if the class is not a generated one; the message says what it
   *     lacks
   */
  Parser<?> of(Class<?> type) {
    return known.get(type);
  }

  private static Parser<?> find(Class<?> type) {
    MessageLite instance;
    try {
      MethodHandle getDefaultInstance =
          MethodHandles.publicLookup()
              .findStatic(type, "getDefaultInstance", MethodType.methodType(type));
      instance = (MessageLite) getDefaultInstance.invoke();
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(
          "it has no getDefaultInstance(): name a generated message class", e);
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException("it is not public, nor are all classes around it", e);
    } catch (Throwable e) {
      throw new IllegalArgumentException("its getDefaultInstance() failed: " + e, e);
    }
    return instance.getParserForType();
  }
}
