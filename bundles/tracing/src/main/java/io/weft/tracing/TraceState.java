package io.weft.tracing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What tracing systems on the way have noted: the header {@code tracestate} of W3C Trace Context,
 * level 1 (section 3.3), newest first.
 *
 * @param members each {@code key=value}
 */
record TraceState(List<String> members) {

  static final String HEADER = "tracestate";

  /** Nothing. */
  static final TraceState NONE = new TraceState(List.of());

  /** Members, and characters together, that must be passed on; more are left out (3.3.1.5). */
  static final int MAX_MEMBERS = 32;

  static final int MAX_LENGTH = 512;

  private static final String KEY = "[a-z0-9][a-z0-9_\\-*/]{0,240}(@[a-z][a-z0-9_\\-*/]{0,13})?";
  private static final String VALUE =
      "[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{0,255}[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]";
  private static final Pattern MEMBER = Pattern.compile(KEY + "=" + VALUE);

  TraceState {
    members = List.copyOf(members);
  }

  /** What a header says; nothing if a part of it is not of its form, as the standard wants it. */
  static TraceState parse(Optional<String> header) {
    if (header.isEmpty() || header.get().length() > 2 * MAX_LENGTH) {
      return NONE;
    }
    List<String> members = new ArrayList<>();
    for (String part : header.get().split(",", -1)) {
      String member = part.strip();
      if (member.isEmpty()) {
        continue; // allowed, and worth nothing
      }
      String key = member.substring(0, member.indexOf('=') + 1);
      boolean twice = members.stream().anyMatch(each -> each.startsWith(key));
      if (!MEMBER.matcher(member).matches() || twice || members.size() == MAX_MEMBERS) {
        return NONE;
      }
      members.add(member);
    }
    return new TraceState(members);
  }

  /** With this one first, and the last ones left out that have no place beside it. */
  TraceState with(String key, String value) {
    List<String> next = new ArrayList<>();
    next.add(key + "=" + value);
    int length = next.get(0).length();
    for (String member : members) {
      length += 1 + member.length();
      if (member.startsWith(key + "=")) {
        length -= 1 + member.length();
      } else if (next.size() < MAX_MEMBERS && length <= MAX_LENGTH) {
        next.add(member);
      }
    }
    return new TraceState(next);
  }

  /** As it stands in the header. */
  String header() {
    return String.join(",", members);
  }
}
