package io.weft.example.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is taught is compiled. */
class ReadmeTest {
  private static final Pattern JAVA = Pattern.compile("(?s)```java\\n(.*?)```");

  @Test
  void everyRecipeIsCodeOfThisBundle() throws IOException {
    String sources = sources(Path.of("src"));

    assertThat(recipes(Path.of("README.md")))
        .isNotEmpty()
        .allSatisfy(recipe -> assertThat(sources).contains(recipe));
  }

  @Test
  void everythingInTheDocumentOfServicesIsCodeOfAnExample() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> bundles = Files.list(Path.of(".."))) {
      for (Path each : bundles.sorted().toList()) {
        if (each.getFileName().toString().startsWith("example.")) {
          all.append(sources(each.resolve("src"))).append(' ');
        }
      }
    }

    assertThat(recipes(Path.of("../../docs/services.md")))
        .isNotEmpty()
        .allSatisfy(recipe -> assertThat(all.toString()).contains(recipe));
  }

  private static List<String> recipes(Path document) throws IOException {
    return JAVA.matcher(Files.readString(document))
        .results()
        .map((MatchResult match) -> words(match.group(1)))
        .toList();
  }

  private static String sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return words(
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(ReadmeTest::text)
              .collect(Collectors.joining("\n")));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String words(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
