package io.weft.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A bundle with hardly anything in it. */
public final class TinyBundle {
  private final Manifest manifest = new Manifest();
  private final Map<String, String> entries = new LinkedHashMap<>();

  private TinyBundle(String symbolicName) {
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", symbolicName);
    main.putValue("Bundle-Version", "1.0.0");
  }

  public static TinyBundle named(String symbolicName) {
    return new TinyBundle(symbolicName);
  }

  public TinyBundle version(String version) {
    return header("Bundle-Version", version);
  }

  public TinyBundle header(String name, String value) {
    manifest.getMainAttributes().putValue(name, value);
    return this;
  }

  /**
   * Adds settings.
   *
   * @param content what stands between the MetaData tags
   */
  public TinyBundle metatype(String content) {
    entries.put(
        "OSGI-INF/metatype/settings.xml",
        "<m:MetaData xmlns:m='http://www.osgi.org/xmlns/metatype/v1.4.0'>"
            + content
            + "</m:MetaData>");
    return this;
  }

  public Path write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }
}
