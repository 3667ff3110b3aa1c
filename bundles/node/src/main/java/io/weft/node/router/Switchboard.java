package io.weft.node.router;

import io.weft.exchange.Exchange;
import io.weft.node.NodeId;
import io.weft.node.access.Permissions;
import io.weft.node.balancing.Balancers;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.limits.Limits;
import io.weft.node.payload.Codecs;
import io.weft.node.streams.Streams;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** Requests of this node and of others, with what both sides share. Safe on every thread. */
public final class Switchboard {
  private final Interceptors interceptors = new Interceptors();
  private final Balancers balancers = new Balancers();
  private final Router router;
  private final Dispatcher dispatcher;
  private final Streams streams;

  /**
   * @param roles what this node calls itself, at the moment
   * @param handlers runs what may block
   * @param background runs what may wait for a slow link
   * @param clock looks at deadlines; blocks nothing
   * @param reach brings in who is needed and not connected
   * @param rules how this node calls others
   * @param later for second tries of what is slow
   * @param defaultDeadline read for each request without a deadline
   */
  public Switchboard(
      NodeId self,
      Supplier<Set<String>> roles,
      ServiceDirectory directory,
      Permissions permissions,
      Limits limits,
      Codecs codecs,
      Executor handlers,
      Executor background,
      ScheduledExecutorService clock,
      Reach reach,
      CallRules rules,
      Later later,
      Supplier<Duration> defaultDeadline) {
    streams = new Streams(codecs, background, HandlerThreads.lasting("stream"));
    Stage stage = new Stage(self, codecs, streams, interceptors);
    Cancellations cancellations = new Cancellations(handlers, clock);
    Chooser chooser = new Chooser(balancers, rules);
    router =
        new Router(
            self,
            roles,
            directory,
            codecs,
            handlers,
            chooser,
            later,
            defaultDeadline,
            interceptors,
            new LocalCalls(self, codecs, handlers, interceptors, cancellations),
            stage,
            new RemoteCalls(directory, codecs, handlers, reach, chooser, later));
    dispatcher =
        new Dispatcher(
            directory,
            permissions,
            limits,
            codecs,
            handlers,
            defaultDeadline,
            interceptors,
            cancellations,
            stage);
  }

  /** Makes requests. */
  public Exchange exchange() {
    return router;
  }

  /** Answers requests of other nodes. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /** Who chooses whom calls go to: takes load balancers in and out. */
  public Balancers balancers() {
    return balancers;
  }

  /** Who sees each request: takes interceptors in and out. */
  public Interceptors interceptors() {
    return interceptors;
  }

  /** Interrupts the handlers of conversations that still run. */
  public void close() {
    streams.close();
  }
}
