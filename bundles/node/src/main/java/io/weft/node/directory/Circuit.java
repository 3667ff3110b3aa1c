package io.weft.node.directory;

import io.weft.node.standing.Breaker;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a service of another node is given a rest, because it left too many requests in a row
 * unanswered. While it answers this costs one read a request. Safe on every thread.
 */
public final class Circuit {
  private volatile @Nullable Breaker breaker;

  /** Whether a request may be meant for it; ask {@link #admits} before it is sent. */
  public boolean lets() {
    Breaker made = breaker;
    return made == null || (!made.isTrying() && made.remaining().isZero());
  }

  /** Whether a request may be sent there now. After a rest only one may, and its end decides. */
  public boolean admits() {
    Breaker made = breaker;
    return made == null || made.allows();
  }

  /** How much longer it rests. */
  public Duration remaining() {
    Breaker made = breaker;
    return made == null ? Duration.ZERO : made.remaining();
  }

  /** It has answered, whatever the answer was. */
  public void answered() {
    if (breaker != null) {
      breaker = null;
    }
  }

  /**
   * It has not answered in time, or had too much to do.
   *
   * @param fresh one without failures, with the limits of the moment
   */
  public void failed(Supplier<Breaker> fresh) {
    Breaker made = breaker;
    if (made == null) {
      made = fresh.get();
      breaker = made;
    }
    made.failed();
  }

  /** A request has ended in a way that says nothing; if it was the one that decides, not yet. */
  public void undecided() {
    Breaker made = breaker;
    if (made != null && made.isTrying()) {
      made.failed();
    }
  }
}
