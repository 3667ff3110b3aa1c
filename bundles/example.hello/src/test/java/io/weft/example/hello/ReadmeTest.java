package io.weft.example.hello;

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
  void everyRecipeIsCodeOfThisBundle() throws IOException {
    String sources = words(sources());

    assertThat(recipes(Path.of("README.md")))
        .hasSize(4)
        .allSatisfy(recipe -> assertThat(sources).contains(recipe));
  }

  @Test
  void whatThePageOnEventsShowsIsCodeOfThisBundle() throws IOException {
    String sources = words(sources());

    assertThat(recipes(Path.of("../../docs/events.md")))
        .hasSizeGreaterThan(8)
        .allSatisfy(recipe -> assertThat(sources).contains(recipe));
  }

  private static List<String> recipes(Path page) throws IOException {
    return JAVA.matcher(Files.readString(page))
        .results()
        .map((MatchResult match) -> words(match.group(1)))
        .toList();
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
