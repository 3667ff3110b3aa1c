package io.weft.itests.parts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Makes bundles of source text, so that one class can be there in several versions. */
public final class SourceJar {
  private final String symbolicName;
  private final Map<String, String> headers = new TreeMap<>();
  private final Map<String, String> sources = new TreeMap<>();

  public SourceJar(String symbolicName, String version) {
    this.symbolicName = symbolicName;
    headers.put("Bundle-Version", version);
  }

  public SourceJar header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /**
   * Adds a class.
   *
   * @param name with its package
   */
  public SourceJar source(String name, String text) {
    sources.put(name, text);
    return this;
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(String className, String text) {
      super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /**
   * Compiles it.
   *
   * @return the bytes of the jar
   */
  public byte[] bytes(List<Path> classPath) {
    try {
      Path folder = Files.createTempDirectory("weft-source");
      try {
        compile(classPath, folder);
        return pack(folder);
      } finally {
        try (Stream<Path> files = Files.walk(folder)) {
          files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compile(List<Path> classPath, Path into) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(into));
      boolean compiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of("--release", "17", "-proc:none"),
                  null,
                  sources.entrySet().stream()
                      .map(each -> new Text(each.getKey(), each.getValue()))
                      .collect(Collectors.toList()))
              .call();
      if (!compiled) {
        throw new IllegalStateException(symbolicName + " does not compile: " + said);
      }
    }
  }

  private byte[] pack(Path folder) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", symbolicName);
    headers.forEach(main::putValue);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        jar.putNextEntry(new JarEntry(folder.relativize(file).toString().replace('\\', '/')));
        try (InputStream in = Files.newInputStream(file)) {
          in.transferTo(jar);
        }
      }
    }
    return bytes.toByteArray();
  }
}
