package io.weft.itests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * How a command ended.
 *
 * @param command what was asked
 * @param exit its exit code
 * @param out what it printed
 * @param err what it complained
 */
public record Answer(List<String> command, int exit, String out, String err) {

  /** Copies. */
  public Answer {
    command = List.copyOf(command);
  }

  /** Its output as JSON, if it ended well. */
  public JsonNode json() {
    if (exit != 0) {
      throw new AssertionError(this + " did not end well");
    }
    return anyJson();
  }

  /** Its output as JSON, however it ended. */
  public JsonNode anyJson() {
    try {
      return new ObjectMapper().readTree(out);
    } catch (JsonProcessingException e) {
      throw new AssertionError(this + " is not JSON", e);
    }
  }

  /** Lines of a Java stack trace in a text; there should be none. */
  public static List<String> traces(String text) {
    List<String> traces = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("\tat ") || line.contains("Exception in thread")) {
        traces.add(line);
      }
    }
    return traces;
  }
}
