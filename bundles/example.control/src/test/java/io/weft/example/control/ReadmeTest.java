package io.weft.example.control;

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

class ReadmeTest {
  private static final Pattern JAVA = Pattern.compile("(?s)```java\\n(.*?)```");

  @Test
  void everyRecipeHereAndInTheDocumentationIsCodeOfThisBundle() throws IOException {
    List<String> recipes =
        JAVA.matcher(
                Files.readString(Path.of("README.md"))
                    + Files.readString(Path.of("../../docs/control.md")))
            .results()
            .map((MatchResult match) -> words(match.group(1)))
            .toList();
    String sources = words(sources());

    assertThat(recipes)
        .hasSizeGreaterThan(6)
        .allSatisfy(recipe -> assertThat(sources).contains(recipe));
  }

  private static String sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(ReadmeTest::text)
          .collect(Collectors.joining("\n"));
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
