package io.weft.node.mesh;

import io.weft.node.limits.Limits;
import io.weft.node.limits.Reason;
import io.weft.node.session.SessionLink;
import io.weft.node.transports.Interfaces;
import io.weft.node.transports.Transports;
import io.weft.transport.Acceptor;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.Receiver;
import java.net.SocketAddress;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where links of others come in: one door for each transport. */
record Doors(
    Host host,
    Limits limits,
    Interfaces interfaces,
    Supplier<Settings> settings,
    ScheduledExecutorService clockwork,
    Clock clock) {
  private static final Logger LOG = LoggerFactory.getLogger(Doors.class);

  Acceptor of(Transports.Installed installed) {
    return new Acceptor() {
      @Override
      public Optional<Visit> knock(SocketAddress from) {
        return limits.knock(from);
      }

      @Override
      public Receiver accepted(Link link) {
        SessionLink taken =
            new SessionLink(
                host,
                installed.transport(),
                Lane.CONTROL,
                false,
                clock.instant(),
                System::nanoTime);
        installed.making(taken);
        taken.attach(
            link, interfaces.mediumOf(link.local(), link.remote()), installed.costPercent());
        awaitHello(taken, link);
        return taken;
      }

      @Override
      public void refused(String from, String reason) {
        limits.refusals().count(Reason.NOT_ADMITTED);
        LOG.info("refused {}: {}", from, reason);
      }
    };
  }

  /** Whoever says nothing does not keep a link. */
  private void awaitHello(SessionLink taken, Link link) {
    try {
      clockwork.schedule(
          () -> {
            if (!taken.joined().isDone()) {
              LOG.info("{} said no hello in time", link.remote());
              link.close();
            }
          },
          settings.get().connectionTimeout().toMillis(),
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      link.close(); // the node is stopping
    }
  }
}
