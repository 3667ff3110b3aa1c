package io.weft.example.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentsTest {
  private static final Pattern JAVA = Pattern.compile("(?s)```java\\n(.*?)```");

  @Test
  void everyRecipeOfThePageOnInterceptorsIsCodeOfThisBundle() throws IOException {
    assertThat(recipes(page("interceptors.md")))
        .isNotEmpty()
        .allSatisfy(recipe -> assertThat(sources()).contains(recipe));
  }

  @Test
  void everyRecipeOnDeadlinesAndErrorsIsCodeOfThisBundle() throws IOException {
    String page = page("services.md");
    String mine = chapter(page, "Deadlines and cancelling") + chapter(page, "Errors");

    assertThat(recipes(mine))
        .isNotEmpty()
        .allSatisfy(recipe -> assertThat(sources()).contains(recipe));
  }

  private static String page(String name) throws IOException {
    return Files.readString(Path.of("../../docs", name));
  }

  /** From its heading to the next of the same rank. */
  private static String chapter(String page, String heading) {
    int start = page.indexOf("## " + heading);
    assertThat(start).as("the heading \"%s\"", heading).isNotNegative();
    int end = page.indexOf("\n## ", start + 1);
    return page.substring(start, end < 0 ? page.length() : end);
  }

  private static List<String> recipes(String page) {
    return JAVA.matcher(page).results().map(match -> withoutSpaces(match.group(1))).toList();
  }

  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file)).append('\n');
      }
    }
    return withoutSpaces(all.toString());
  }

  private static String withoutSpaces(String text) {
    return text.replaceAll("\\s+", "");
  }
}
