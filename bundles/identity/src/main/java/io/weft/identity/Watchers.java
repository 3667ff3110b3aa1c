package io.weft.identity;

import io.weft.trust.Identity;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who wants to be told of a change. Safe on every thread. */
final class Watchers {
  private final List<Watch> all = new CopyOnWriteArrayList<>();

  /** Each one is another object, even of the same listener. */
  private final class Watch implements Identity.Watch {
    private final Runnable listener;

    Watch(Runnable listener) {
      this.listener = listener;
    }

    @Override
    public void close() {
      all.remove(this);
    }
  }

  Identity.Watch add(Runnable listener) {
    Watch watch = new Watch(listener);
    all.add(watch);
    return watch;
  }

  void tell() {
    all.forEach(each -> each.listener.run());
  }
}
