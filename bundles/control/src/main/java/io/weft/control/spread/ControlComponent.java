package io.weft.control.spread;

import io.weft.control.Controls;
import io.weft.control.Leases;
import io.weft.control.state.Board;
import io.weft.control.state.Desk;
import io.weft.control.state.Limits;
import io.weft.exchange.Directory;
import io.weft.exchange.Exchange;
import io.weft.exchange.Handler;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.Service;
import io.weft.exchange.ServiceAt;
import io.weft.node.Node;
import io.weft.node.NodeId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** The control points of a node: its services {@link Controls} and {@link Leases}. */
@Component(
    service = {},
    immediate = true,
    configurationPid = "io.weft.control")
@Designate(ocd = ControlSettings.class)
public final class ControlComponent {

  /** How long a peer may take to answer; a busy machine's pauses are shorter. */
  private static final RequestOptions PATIENCE =
      RequestOptions.DEFAULT.withDeadline(Duration.ofSeconds(10));

  private final Board board;
  private final ExecutorService threads = Executors.newCachedThreadPool(named("control"));
  private final ScheduledExecutorService clockwork =
      Executors.newSingleThreadScheduledExecutor(named("control-clock"));
  private final List<ServiceRegistration<?>> registered = new ArrayList<>();

  @Activate
  public ControlComponent(
      BundleContext context,
      @Reference Node node,
      @Reference Exchange exchange,
      @Reference Directory directory,
      ControlSettings settings) {
    Limits limits =
        new Limits(
            settings.max__points(),
            settings.history__length(),
            Duration.ofMinutes(settings.max__clock__ahead__minutes()),
            Duration.ofHours(settings.deleted__hours()));
    Tempo tempo =
        new Tempo(
            Duration.ofSeconds(settings.compare__interval__s()), settings.changes__per__second());
    board = new Board(node.record().id(), Clock.systemUTC(), System::nanoTime, limits, threads);
    Spreader spreader =
        new Spreader(
            board,
            asking(exchange),
            () -> others(directory),
            tempo,
            threads,
            clockwork,
            System::nanoTime,
            new SplittableRandom());
    Desk desk = new Desk(board, spreader::changed);
    ControlHandler handler = new ControlHandler(board, spreader, tempo, threads, System::nanoTime);
    registered.add(context.registerService(Controls.class, desk, null));
    registered.add(context.registerService(Leases.class, desk, null));
    registered.add(
        context.registerService(Handler.class, handler, FrameworkUtil.asDictionary(service())));
    spreader.start();
  }

  private static Map<String, Object> service() {
    return Map.of(
        ServiceAt.PREFIX_ + "path",
        Asking.PATH,
        ServiceAt.PREFIX_ + "version",
        "1.0.0",
        ServiceAt.PREFIX_ + "description",
        "Control points: changes and comparisons between nodes.",
        ServiceAt.PREFIX_ + "actions",
        new String[] {Asking.CHANGES, Asking.COMPARE},
        ServiceAt.PREFIX_ + "nonBlocking",
        true);
  }

  private static Asking asking(Exchange exchange) {
    return (peer, action, message) -> {
      CompletableFuture<byte[]> answer =
          exchange
              .request(Asking.PATH, action, message, PATIENCE.withTarget(peer))
              .thenApply(reply -> reply.as(byte[].class))
              .thenApply(bytes -> bytes == null ? new byte[0] : bytes);
      return answer;
    };
  }

  private static List<NodeId> others(Directory directory) {
    return directory.remote(Asking.PATH).stream()
        .filter(service -> service.state() == Service.State.AVAILABLE)
        .map(Service::node)
        .toList();
  }

  private static ThreadFactory named(String role) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "weft-" + role + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Deactivate
  void stop() {
    registered.forEach(ServiceRegistration::unregister);
    clockwork.shutdownNow();
    board.close();
    threads.shutdownNow();
  }
}
