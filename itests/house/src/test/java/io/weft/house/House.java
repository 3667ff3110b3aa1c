package io.weft.house;

import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The repository as the rules see it: folders, and Java files as syntax trees, parsed once. */
final class House {
  private final Path root;
  private final Map<Path, List<Source>> parsed = new TreeMap<>();

  /**
   * @param root the folder that has {@code bundles}
   */
  House(Path root) {
    this.root = root;
  }

  /** This repository, found upwards from the folder in which the tests run. */
  static House here() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("bundles")) && Files.exists(folder.resolve("bnd.bnd"))) {
        return new House(folder);
      }
    }
    throw new IllegalStateException("no folder with bundles above " + Path.of("").toAbsolutePath());
  }

  /** Folders of the bundles, by name. */
  List<Path> bundles() {
    return childrenWithPom("bundles");
  }

  Path bundle(String name) {
    return root.resolve("bundles").resolve(name);
  }

  /** All folders that Maven builds and that hold Java code. */
  List<Path> modules() {
    List<Path> modules = new ArrayList<>(bundles());
    modules.add(root.resolve("launcher"));
    modules.addAll(childrenWithPom("itests"));
    return modules;
  }

  /** Parsed files of a module. */
  List<Source> main(Path module) {
    return parsed.computeIfAbsent(module.resolve("src/main/java"), House::sources);
  }

  /** Parsed tests of a module. */
  List<Source> test(Path module) {
    return parsed.computeIfAbsent(module.resolve("src/test/java"), House::sources);
  }

  /** How a file is named in messages. */
  String name(Path file) {
    return root.relativize(file).toString();
  }

  private List<Path> childrenWithPom(String folder) {
    if (!Files.isDirectory(root.resolve(folder))) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(root.resolve(folder))) {
      return children.filter(child -> Files.exists(child.resolve("pom.xml"))).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Source> sources(Path folder) {
    List<Path> files = javaFiles(folder);
    if (files.isEmpty()) {
      return List.of();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  diagnostic -> {},
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      DocTrees docs = DocTrees.instance(task);
      return StreamSupport.stream(task.parse().spliterator(), false)
          .map(unit -> new Source(Path.of(unit.getSourceFile().toUri()), unit, docs))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> javaFiles(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
