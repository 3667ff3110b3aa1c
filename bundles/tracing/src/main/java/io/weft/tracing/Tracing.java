package io.weft.tracing;

import io.weft.exchange.Headers;
import io.weft.exchange.Intercepted;
import io.weft.exchange.Interceptor;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each request its place in a trace, in the headers of W3C Trace Context, and logs what was
 * kept. A handler's own requests are below the one that it answers if they are made {@linkplain
 * io.weft.exchange.RequestOptions#within within} it: there are no thread-locals. Safe on every
 * thread.
 */
@Component(
    service = Interceptor.class,
    configurationPid = "io.weft.tracing",
    property = "service.ranking:Integer=900")
@Designate(ocd = TracingSettings.class)
public final class Tracing implements Interceptor {

  /** The key of this system in a tracestate. */
  static final String KEY = "weft";

  /** Of a node id, in a tracestate: enough to tell nodes apart. */
  private static final int NODE_LENGTH = 8;

  private final LongSupplier random;
  private final SpanLog log;
  private volatile int samplePercent;

  /** Takes the settings as they are: their range is checked by whoever sets them. */
  @Activate
  public Tracing(TracingSettings settings) {
    this(
        settings.sample__percent(),
        () -> ThreadLocalRandom.current().nextLong(),
        new SpanLog(
            line -> Lines.LOG.info("{}", line),
            settings.log__lines__a__second(),
            System::nanoTime));
  }

  /** Without a framework: keeps this part of the traces that begin here, and logs none. */
  public static Tracing keeping(int samplePercent) {
    return new Tracing(
        samplePercent,
        () -> ThreadLocalRandom.current().nextLong(),
        new SpanLog(line -> {}, 0, System::nanoTime));
  }

  Tracing(int samplePercent, LongSupplier random, SpanLog log) {
    this.samplePercent = checked(samplePercent);
    this.random = random;
    this.log = log;
  }

  @Modified
  void modified(TracingSettings settings) {
    samplePercent = checked(settings.sample__percent());
    log.change(settings.log__lines__a__second());
  }

  private static int checked(int percent) {
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException(
          "io.weft.tracing: sample_percent is " + percent + " (0 to 100)");
    }
    return percent;
  }

  @Override
  public Watch asking(Intercepted request) {
    return enter("asking", request);
  }

  @Override
  public Watch serving(Intercepted request) {
    return enter("serving", request);
  }

  private Watch enter(String side, Intercepted request) {
    Headers headers = request.headers();
    Optional<TraceParent> above = headers.get(TraceParent.HEADER).flatMap(TraceParent::parse);
    TraceParent at =
        above.isPresent() ? above.get().child(random) : TraceParent.first(random, drawn());
    // What is noted belongs to its trace: where that is not of its form, a new one begins.
    TraceState state =
        above.isPresent() ? TraceState.parse(headers.get(TraceState.HEADER)) : TraceState.NONE;
    String here = request.caller().toString().substring(0, NODE_LENGTH);
    try {
      Map<String, String> next = new TreeMap<>(headers.entries());
      next.put(TraceParent.HEADER, at.header());
      next.put(TraceState.HEADER, state.with(KEY, here).header());
      request.headers(new Headers(next));
    } catch (IllegalArgumentException e) {
      return Watch.NOBODY; // the request is full of headers: it goes on without a trace
    }
    return at.sampled()
        ? Span.of(side, at, above.map(TraceParent::spanId).orElse(""), request, log)
        : Watch.NOBODY;
  }

  private boolean drawn() {
    int percent = samplePercent;
    return percent > 0 && Math.floorMod(random.getAsLong(), 100) < percent;
  }

  /** The name under which parts of traces are logged. */
  private static final class Lines {
    static final Logger LOG = LoggerFactory.getLogger("io.weft.tracing.spans");
  }
}
