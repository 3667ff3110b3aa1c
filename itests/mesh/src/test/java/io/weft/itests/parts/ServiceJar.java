package io.weft.itests.parts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes bundles with a service, as its author would with a build. */
public final class ServiceJar {
  static final String PATH_HEADER = "Weft-Test-Path";

  private ServiceJar() {}

  /**
   * Writes a bundle with {@link TroubleActivator}.
   *
   * @param path of the service that it offers
   */
  public static Path write(Path file, String symbolicName, String path) {
    return write(
        file,
        symbolicName,
        path,
        TroubleActivator.class,
        TroubleActivator.Order.class,
        ServiceJar.class);
  }

  /** Writes a bundle with {@link LoadActivator}. */
  public static Path writeLoad(Path file, String symbolicName, String path) {
    return write(
        file,
        symbolicName,
        path,
        LoadActivator.class,
        SteadyLoad.class,
        SteadyLoad.Place.class,
        Stopwatch.class,
        ServiceJar.class);
  }

  /** Writes a bundle with {@link SoakActivator}. */
  public static Path writeSoak(Path file, String symbolicName, String path) {
    return write(file, symbolicName, path, SoakActivator.class, ServiceJar.class);
  }

  /** Writes it in one move, so that whoever watches the folder never sees half of it. */
  private static Path write(
      Path file, String symbolicName, String path, Class<?> activator, Class<?>... others) {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", symbolicName);
    main.putValue("Bundle-Version", "1.0.0");
    main.putValue("Bundle-Activator", activator.getName());
    main.putValue(
        "Import-Package",
        "org.osgi.framework,io.weft.exchange,io.weft.events,io.weft.node;resolution:=optional");
    main.putValue(PATH_HEADER, path);
    try {
      Files.createDirectories(file.getParent());
      Path part = file.resolveSibling("." + file.getFileName() + ".part");
      try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(part), manifest)) {
        add(jar, activator);
        for (Class<?> type : others) {
          add(jar, type);
        }
      }
      return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(JarOutputStream jar, Class<?> type) throws IOException {
    String entry = type.getName().replace('.', '/') + ".class";
    jar.putNextEntry(new JarEntry(entry));
    try (InputStream bytes = type.getClassLoader().getResourceAsStream(entry)) {
      bytes.transferTo(jar);
    }
  }
}
