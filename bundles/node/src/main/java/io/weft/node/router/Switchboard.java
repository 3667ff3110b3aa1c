package io.weft.node.router;

import io.weft.exchange.Exchange;
import io.weft.node.NodeId;
import io.weft.node.access.Permissions;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.limits.Limits;
import io.weft.node.payload.Codecs;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** Requests of this node and of others, with what both sides share. Safe on every thread. */
public final class Switchboard {
  private final Interceptors interceptors = new Interceptors();
  private final Router router;
  private final Dispatcher dispatcher;

  /**
   * @param handlers runs what may block
   * @param clock looks at deadlines; blocks nothing
   * @param reach brings in who is needed and not connected
   * @param defaultDeadline read for each request without a deadline
   */
  public Switchboard(
      NodeId self,
      ServiceDirectory directory,
      Permissions permissions,
      Limits limits,
      Codecs codecs,
      Executor handlers,
      ScheduledExecutorService clock,
      Reach reach,
      Supplier<Duration> defaultDeadline) {
    Cancellations cancellations = new Cancellations(handlers, clock);
    router =
        new Router(
            self,
            directory,
            codecs,
            handlers,
            reach,
            defaultDeadline,
            interceptors,
            new LocalCalls(self, codecs, handlers, interceptors, cancellations));
    dispatcher =
        new Dispatcher(
            directory,
            permissions,
            limits,
            codecs,
            handlers,
            defaultDeadline,
            interceptors,
            cancellations);
  }

  /** Makes requests. */
  public Exchange exchange() {
    return router;
  }

  /** Answers requests of other nodes. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /** Who sees each request: takes interceptors in and out. */
  public Interceptors interceptors() {
    return interceptors;
  }
}
