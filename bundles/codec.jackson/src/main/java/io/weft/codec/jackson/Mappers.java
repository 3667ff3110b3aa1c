package io.weft.codec.jackson;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A mapper for each class loader. A mapper remembers every class that it has met, so it is
 * reachable only from the classes that it serves: when they go, it goes with them. A mapper that
 * has met classes of several loaders goes with {@link #forget}.
 */
final class Mappers {
  private final Supplier<ObjectMapper> fresh;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ClassLoader, WeakReference<AtomicReference<@Nullable ObjectMapper>>> slots =
      new WeakHashMap<>();

  /**
   * Made when it is first wanted: a mapper is hundreds of classes, and a node should start soon.
   */
  private volatile @Nullable ObjectMapper ofTheJdk;

  /**
   * The slot is of a JDK class, and empty after {@link #forget}: it pins nothing of this bundle.
   */
  private final ClassValue<AtomicReference<@Nullable ObjectMapper>> slotOfClass =
      new ClassValue<>() {
        @Override
        protected AtomicReference<@Nullable ObjectMapper> computeValue(Class<?> type) {
          return slot(type.getClassLoader());
        }
      };

  Mappers(Supplier<ObjectMapper> fresh) {
    this.fresh = fresh;
  }

  /** The mapper for values that belong to this class's loader; {@code null} for the JDK's own. */
  ObjectMapper of(@Nullable Class<?> owner) {
    if (owner == null) {
      ObjectMapper mapper = ofTheJdk;
      return mapper != null ? mapper : fillTheJdks();
    }
    AtomicReference<@Nullable ObjectMapper> slot = slotOfClass.get(owner);
    ObjectMapper mapper = slot.get();
    return mapper != null ? mapper : fill(slot);
  }

  /** Lets go of all classes met so far. */
  void forget() {
    lock.lock();
    try {
      ofTheJdk = null;
      List<WeakReference<AtomicReference<@Nullable ObjectMapper>>> all =
          new ArrayList<>(slots.values());
      for (WeakReference<AtomicReference<@Nullable ObjectMapper>> each : all) {
        AtomicReference<@Nullable ObjectMapper> slot = each.get();
        if (slot != null) {
          slot.set(null);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private ObjectMapper fillTheJdks() {
    lock.lock();
    try {
      ObjectMapper mapper = ofTheJdk;
      if (mapper == null) {
        mapper = fresh.get();
        ofTheJdk = mapper;
      }
      return mapper;
    } finally {
      lock.unlock();
    }
  }

  private ObjectMapper fill(AtomicReference<@Nullable ObjectMapper> slot) {
    lock.lock();
    try {
      ObjectMapper mapper = slot.get();
      if (mapper == null) {
        mapper = fresh.get();
        slot.set(mapper);
      }
      return mapper;
    } finally {
      lock.unlock();
    }
  }

  private AtomicReference<@Nullable ObjectMapper> slot(ClassLoader loader) {
    lock.lock();
    try {
      WeakReference<AtomicReference<@Nullable ObjectMapper>> known = slots.get(loader);
      AtomicReference<@Nullable ObjectMapper> slot = known == null ? null : known.get();
      if (slot == null) {
        slot = new AtomicReference<>();
        slots.put(loader, new WeakReference<>(slot));
      }
      return slot;
    } finally {
      lock.unlock();
    }
  }
}
