package io.weft.testkit;

import io.weft.exchange.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Loads a class, and those whose names begin with its name, again, as an updated bundle does; all
 * else is shared.
 */
final class ThrowAwayLoader extends ClassLoader {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Class<?> original;

  private ThrowAwayLoader(Class<?> original) {
    super(original.getClassLoader());
    this.original = original;
  }

  /** Lets the codec write and read a value of a class that is then gone, and waits for its end. */
  static void assertLetGo(Codec codec, Class<?> original) throws ReflectiveOperationException {
    WeakReference<ClassLoader> loader = use(codec, original);

    Eventually.until(
        "the class loader of " + original.getName() + " is collected",
        PATIENCE,
        () -> {
          System.gc();
          return loader.get() == null;
        });
  }

  private static WeakReference<ClassLoader> use(Codec codec, Class<?> original)
      throws ReflectiveOperationException {
    ThrowAwayLoader loader = new ThrowAwayLoader(original);
    Supplier<?> supplier =
        (Supplier<?>) loader.loadClass(original.getName()).getConstructor().newInstance();
    Object value = supplier.get();
    if (value.getClass().getClassLoader() != loader) {
      throw new AssertionError(value.getClass() + " is not loaded with " + original);
    }
    byte[] bytes = codec.encode(value);
    // Compared as bytes: on Java 17, equals() of a record keeps the record's class loader for good.
    if (!Arrays.equals(
        bytes, codec.encode(codec.decode(ByteBuffer.wrap(bytes), value.getClass())))) {
      throw new AssertionError("a value of " + value.getClass() + " did not go round");
    }
    for (Object wrapped : List.of(List.of(value), Map.of("key", value), Optional.of(value))) {
      if (codec.accepts(wrapped.getClass())) {
        codec.encode(wrapped);
      }
    }
    return new WeakReference<>(loader);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(original.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
