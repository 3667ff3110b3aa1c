package io.weft.house;

import static java.util.Map.entry;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Who uses whom, read from the compiled classes of all bundles. */
final class Dependencies {
  private static final String API = "api";

  /** Embedded by the transports (decision 008); no bundle by itself. */
  private static final String CHANNEL = "channel";

  /** Bundles that make links; one of them is there to be copied. */
  private static final String TRANSPORT = "transport\\..*|example\\.transport";

  /** Where libraries are at home: no other bundle may use them. */
  private static final Map<String, Pattern> HOMES =
      Map.ofEntries(
          entry("dev.failsafe.", Pattern.compile("node")),
          entry("io.netty.", Pattern.compile(TRANSPORT + "|" + CHANNEL)),
          entry("com.google.protobuf.", Pattern.compile("node|codec\\.protobuf|discovery\\..*")),
          entry("com.fasterxml.jackson.", Pattern.compile("codec\\.jackson|discovery\\.registry")),
          entry("com.github.luben.", Pattern.compile("compress\\.zstd")),
          entry("net.jpountz.", Pattern.compile("compress\\.lz4")),
          entry("org.h2.", Pattern.compile("store\\.mvstore")),
          entry("javax.jmdns.", Pattern.compile("discovery\\.mdns")),
          entry("org.xbill.", Pattern.compile("discovery\\.dns")),
          entry("org.apache.felix.", Pattern.compile("shell")),
          entry("org.jline.", Pattern.compile("shell")),
          entry("org.junit.", Pattern.compile("testkit")),
          entry("org.assertj.", Pattern.compile("testkit")));

  private static final Set<String> FORBIDDEN =
      Set.of(
          "java.io.ObjectInputStream",
          "java.io.ObjectOutputStream",
          "java.io.ObjectInput",
          "java.io.ObjectOutput",
          "java.io.Externalizable",
          "java.beans.XMLDecoder",
          "java.rmi.MarshalledObject",
          "java.security.SignedObject",
          "javax.crypto.SealedObject");

  private final Map<String, Collection<JavaClass>> classesOfBundle = new TreeMap<>();
  private final Map<String, String> bundleOfClass = new TreeMap<>();

  /**
   * Reads {@code target/classes} of every bundle that has sources.
   *
   * @throws IllegalStateException if one is not compiled
   */
  Dependencies(House house) {
    // Names are enough: what the classes of the JDK and of libraries look like is not asked.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    for (Path bundle : house.bundles()) {
      Path compiled = bundle.resolve("target/classes");
      if (!Files.isDirectory(bundle.resolve("src/main/java"))) {
        continue;
      }
      if (!Files.isDirectory(compiled)) {
        throw new IllegalStateException(
            house.name(bundle) + " is not compiled: run mvn verify in the top folder");
      }
      JavaClasses classes = new ClassFileImporter().importPath(compiled);
      String name = bundle.getFileName().toString();
      classesOfBundle.put(name, List.copyOf(classes));
      classes.forEach(type -> bundleOfClass.put(type.getFullName(), name));
    }
  }

  /** The contracts need nothing but the JDK and the annotations of OSGi. */
  Set<String> ofApi() {
    Set<String> wrong = new TreeSet<>();
    for (Dependency each : of(API)) {
      String target = target(each);
      if (!isOfTheJdk(each) && !target.startsWith("org.osgi.") && !isOf(API, target)) {
        wrong.add(each.getOriginClass().getFullName() + " uses " + target);
      }
    }
    return wrong;
  }

  /**
   * Bundles know each other by the contracts only: no plug-in knows node, node knows no plug-in.
   */
  Set<String> betweenBundles() {
    Set<String> wrong = new TreeSet<>();
    for (String bundle : classesOfBundle.keySet()) {
      for (Dependency each : of(bundle)) {
        String other = bundleOfClass.getOrDefault(target(each), bundle);
        boolean embedded = other.equals(CHANNEL) && bundle.matches(TRANSPORT);
        if (!other.equals(bundle) && !other.equals(API) && !embedded) {
          wrong.add(bundle + " uses " + other + ": " + named(each));
        }
      }
    }
    return wrong;
  }

  /** A library is used by the bundle that stands for it, and nowhere else. */
  Set<String> onLibraries() {
    Set<String> wrong = new TreeSet<>();
    for (String bundle : classesOfBundle.keySet()) {
      for (Dependency each : of(bundle)) {
        HOMES.forEach(
            (library, home) -> {
              if (target(each).startsWith(library) && !home.matcher(bundle).matches()) {
                wrong.add(bundle + " uses " + library + ": " + named(each));
              }
            });
      }
    }
    return wrong;
  }

  /** Java's own serialization runs code of whoever sent the bytes. */
  Set<String> onSerialization() {
    Set<String> wrong = new TreeSet<>();
    for (String bundle : classesOfBundle.keySet()) {
      for (Dependency each : of(bundle)) {
        if (FORBIDDEN.contains(target(each))) {
          wrong.add(bundle + ": " + named(each));
        }
      }
    }
    return wrong;
  }

  /** Bundles that were read. */
  Set<String> bundles() {
    return classesOfBundle.keySet();
  }

  private List<Dependency> of(String bundle) {
    return classesOfBundle.getOrDefault(bundle, List.of()).stream()
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .toList();
  }

  private static boolean isOfTheJdk(Dependency dependency) {
    JavaClass target = dependency.getTargetClass().getBaseComponentType();
    try {
      return target.isPrimitive()
          || Class.forName(target.getName(), false, ClassLoader.getPlatformClassLoader()) != null;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private boolean isOf(String bundle, String type) {
    return bundle.equals(bundleOfClass.get(type));
  }

  private static String named(Dependency dependency) {
    return dependency.getOriginClass().getFullName() + " -> " + target(dependency);
  }

  private static String target(Dependency dependency) {
    return dependency.getTargetClass().getBaseComponentType().getFullName();
  }
}
