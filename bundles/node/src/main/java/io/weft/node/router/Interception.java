package io.weft.node.router;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Ending;
import io.weft.exchange.Ending.How;
import io.weft.exchange.Gathered;
import io.weft.exchange.Headers;
import io.weft.exchange.Intercepted;
import io.weft.exchange.Interceptor.Watch;
import io.weft.exchange.RequestException;
import io.weft.node.NodeId;
import io.weft.node.router.Interceptors.Installed;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way past the interceptors that were installed when it began, on one side. One
 * thread at a time.
 */
final class Interception implements Intercepted, BiConsumer<@Nullable Object, @Nullable Throwable> {

  private final Installed[] installed;
  private final Watch[] watches;
  private final String path;
  private final String action;
  private final NodeId caller;
  private final long deadlineNanos;
  private final long begunNanos = System.nanoTime();
  private Headers headers;
  private int reached;
  private boolean passed;

  Interception(
      Installed[] installed,
      String path,
      String action,
      NodeId caller,
      Headers headers,
      long deadlineNanos) {
    this.installed = installed;
    this.watches = new Watch[installed.length];
    this.path = path;
    this.action = action;
    this.caller = caller;
    this.headers = headers;
    this.deadlineNanos = deadlineNanos;
  }

  /**
   * Shows the request to all of them, in order.
   *
   * @param serving on which side
   * @return when it was done, as {@link System#nanoTime}
   * @throws ApplicationException if one refuses it; those before it have been told
   */
  long pass(boolean serving) {
    long before = begunNanos;
    for (Installed each : installed) {
      try {
        watches[reached] = serving ? each.interceptor.serving(this) : each.interceptor.asking(this);
      } catch (ApplicationException refusal) {
        ended(How.ERROR, refusal.code());
        throw refusal;
      } catch (Exception | Error e) { // a bundle that goes while it runs throws linkage errors
        each.failed(e);
        ended(How.ERROR, ApplicationException.INTERNAL);
        throw new ApplicationException(
            ApplicationException.INTERNAL,
            "an interceptor failed, so that "
                + path
                + " "
                + action
                + " was not called; the log of its node says why");
      }
      reached++;
      long now = System.nanoTime();
      each.took(now - before, path, action);
      before = now;
    }
    passed = true;
    return before;
  }

  // ---- what they see

  @Override
  public String path() {
    return path;
  }

  @Override
  public String action() {
    return action;
  }

  @Override
  public NodeId caller() {
    return caller;
  }

  @Override
  public Duration remaining() {
    return Duration.ofNanos(deadlineNanos - System.nanoTime());
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public void headers(Headers next) {
    if (passed) {
      throw new IllegalStateException(
          "the headers of " + path + " " + action + " are set: it is on its way already");
    }
    headers = next;
  }

  // ---- how it ended

  /**
   * The request that was made has ended; one of all nodes, of which none answered, as the first.
   */
  @Override
  public void accept(@Nullable Object answer, @Nullable Throwable thrown) {
    Throwable failure =
        answer instanceof Gathered all && all.answers().isEmpty()
            ? all.failures().values().iterator().next()
            : thrown;
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    if (cause == null) {
      ended(How.ANSWERED, "");
    } else if (cause instanceof ApplicationException error) {
      ended(How.ERROR, error.code());
    } else if (cause instanceof RequestException known) {
      ended(How.FAILED, known.reason().name().toLowerCase(Locale.ROOT));
    } else {
      ended(cause instanceof CancellationException ? How.CANCELLED : How.FAILED, "");
    }
  }

  /** Tells those who want to know, the last one first. */
  void ended(How how, String code) {
    Ending ending = new Ending(how, code, Duration.ofNanos(System.nanoTime() - begunNanos));
    for (int i = reached - 1; i >= 0; i--) {
      Watch watch = watches[i];
      if (watch != Watch.NOBODY && !installed[i].gone) {
        try {
          watch.ended(ending);
        } catch (Exception | Error e) {
          installed[i].failed(e);
        }
      }
    }
    reached = 0;
  }
}
