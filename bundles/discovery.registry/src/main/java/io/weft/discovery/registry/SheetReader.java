package io.weft.discovery.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.weft.discovery.registry.Sheet.BrokenException;
import io.weft.discovery.registry.Sheet.Form;
import io.weft.discovery.registry.Sheet.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads registry files and static peers files: JSON (RFC 8259) with an object that is an entry, an
 * array of entries, or an object with such an array in its field {@code peers}.
 *
 * <p>A mistake in the JSON breaks the whole: nobody knows what else is meant. A wrong field breaks
 * its entry only.
 */
final class SheetReader {

  /** Nesting, also of unknown fields: an entry needs 4 levels. */
  private static final int MAX_DEPTH = 32;

  /** Characters of a text that is read: a proof in base64 has 5,500. */
  private static final int MAX_TEXT = 64 * 1024;

  /** Digits of a number: a sequence number has 19. */
  private static final int MAX_DIGITS = 64;

  /** Characters of a field's name. */
  private static final int MAX_NAME = 1024;

  /** Problems that are told of one file; the others are counted. */
  private static final int MAX_PROBLEMS = 16;

  /** What all files are read with: names of fields are not kept by the whole JVM. */
  static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_TEXT)
                  .maxNumberLength(MAX_DIGITS)
                  .maxNameLength(MAX_NAME)
                  .build())
          .build();

  private final JsonParser in;
  private final String where;
  private final int maxEntries;
  private final List<Listed> entries = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private int tooMany;
  private int untold;

  private SheetReader(JsonParser in, String where, int maxEntries) {
    this.in = in;
    this.where = where;
    this.maxEntries = maxEntries;
  }

  /**
   * Reads all.
   *
   * @param where the file or URL, for messages
   * @param maxEntries further ones are counted only
   * @throws BrokenException if it is not such a file as a whole
   */
  static Sheet read(byte[] bytes, String where, int maxEntries) throws BrokenException {
    refuseOtherThings(bytes, where);
    try (JsonParser in = JSON.createParser(bytes)) {
      return new SheetReader(in, where, maxEntries).all();
    } catch (JsonProcessingException e) {
      throw new BrokenException(
          place(where, e.getLocation()), "bad JSON: " + Shown.reason(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new BrokenException(where, "not JSON in UTF-8: " + Shown.reason(e));
    }
  }

  static String place(String where, JsonLocation at) {
    return at == null || at.getLineNr() <= 0
        ? where
        : where + ":" + at.getLineNr() + ":" + Math.max(1, at.getColumnNr());
  }

  private static void refuseOtherThings(byte[] bytes, String where) throws BrokenException {
    int at = 0;
    while (at < bytes.length
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
    if (at == bytes.length) {
      throw new BrokenException(where, "it is empty: a JSON object or array is expected");
    }
    if (bytes[at] == '<') {
      throw new BrokenException(
          where, "it is a web page or XML, but JSON is expected: is it the right place?");
    }
  }

  private Sheet all() throws IOException, BrokenException {
    JsonToken first = in.nextToken();
    Form form;
    if (first == JsonToken.START_ARRAY) {
      form = Form.ARRAY;
      array();
    } else if (first == JsonToken.START_OBJECT) {
      form = object();
    } else {
      throw new BrokenException(
          here(), "it is neither an object nor an array, but " + Fields.kind(first));
    }
    if (in.nextToken() != null) {
      throw new BrokenException(here(), "something follows the end of the JSON");
    }
    if (tooMany > 0) {
      problems.add(
          new Problem(
              where,
              tooMany
                  + " entries are not read: no more than "
                  + Holdings.MAX_ENTRIES
                  + " are kept of all places together"));
    }
    if (untold > 0) {
      problems.add(new Problem(where, "it has " + untold + " more entries with mistakes"));
    }
    return new Sheet(form, entries, problems);
  }

  private Form object() throws IOException {
    String place = here();
    Fields fields = new Fields(in, where, place);
    Form form = Form.ONE_NODE;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      if (name.equals("peers") && value == JsonToken.START_ARRAY && form == Form.ONE_NODE) {
        form = Form.PEERS;
        array();
      } else {
        fields.read(name);
      }
    }
    if (form == Form.ONE_NODE) {
      take(fields);
    }
    return form;
  }

  private void array() throws IOException {
    for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
      if (entries.size() >= maxEntries) {
        tooMany++;
        in.skipChildren();
      } else if (token == JsonToken.START_OBJECT) {
        Fields fields = new Fields(in, where, here());
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          String name = in.currentName();
          in.nextToken();
          fields.read(name);
        }
        take(fields);
      } else {
        problem(new Problem(here(), "a peer is an object, but here is " + Fields.kind(token)));
        in.skipChildren();
      }
    }
  }

  private void take(Fields fields) {
    if (entries.size() >= maxEntries) {
      tooMany++;
      return;
    }
    fields.end().ifPresentOrElse(entries::add, () -> problem(fields.problem()));
  }

  private void problem(Problem problem) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(problem);
    } else {
      untold++;
    }
  }

  private String here() {
    return place(where, in.currentTokenLocation());
  }
}
