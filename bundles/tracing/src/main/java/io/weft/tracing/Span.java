package io.weft.tracing;

import io.weft.exchange.Ending;
import io.weft.exchange.Intercepted;
import io.weft.exchange.Interceptor.Watch;
import java.util.Locale;

/**
 * One part of a trace: a request that this node makes, or one that it serves.
 *
 * @param side {@code asking} or {@code serving}
 * @param at where it is in its trace
 * @param parent the span id that it is below; empty at the beginning of a trace
 * @param path of the service
 * @param log where it is written when it has ended
 */
record Span(String side, TraceParent at, String parent, String path, String action, SpanLog log)
    implements Watch {

  static Span of(String side, TraceParent at, String parent, Intercepted request, SpanLog log) {
    return new Span(side, at, parent, request.path(), request.action(), log);
  }

  @Override
  public void ended(Ending ending) {
    log.write(this, ending);
  }

  /** One line that programs can read: names and values, separated by spaces. */
  String line(Ending ending) {
    return "trace="
        + at.traceId()
        + " span="
        + at.spanId()
        + " parent="
        + (parent.isEmpty() ? "-" : parent)
        + " side="
        + side
        + " service="
        + path
        + " action="
        + action
        + " how="
        + ending.how().name().toLowerCase(Locale.ROOT)
        + (ending.code().isEmpty() ? "" : " code=" + oneWord(ending.code()))
        + " micros="
        + ending.took().toNanos() / 1000;
  }

  /** Codes come from other nodes: one stays one word. */
  private static String oneWord(String code) {
    String word = code.replaceAll("[^\\w.-]", "_");
    return word.length() > 64 ? word.substring(0, 64) : word;
  }
}
