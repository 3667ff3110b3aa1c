package io.weft.node.payload;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** Names the bundle that a type comes from, for messages. */
final class BundleOf {
  private BundleOf() {}

  /** Such as {@code com.acme.Login (bundle com.acme.login 1.2.0)}. */
  static String describe(Type type) {
    if (!(type instanceof Class<?> cls)) {
      return type.getTypeName();
    }
    Bundle bundle = find(cls);
    return bundle == null
        ? cls.getName()
        : cls.getName() + " (bundle " + bundle.getSymbolicName() + " " + bundle.getVersion() + ")";
  }

  private static @Nullable Bundle find(Class<?> type) {
    try {
      return FrameworkUtil.getBundle(type);
    } catch (LinkageError e) {
      return null; // a plain class path, without OSGi
    }
  }
}
