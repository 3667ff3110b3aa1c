package io.weft.testkit.sim;

import io.weft.testkit.BareLink;
import io.weft.transport.Frame;
import io.weft.transport.Receiver;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One end of a link: a TCP connection, as far as its user can tell. What is lost is sent again
 * after 200 ms, then after twice as long each time, and holds up all that follows.
 */
final class SimulatedLink extends BareLink {

  /** The least time-out of TCP on Linux. */
  private static final long RTO_NANOS = Duration.ofMillis(200).toNanos();

  /** The length that stream transports put before a frame. */
  private static final int LENGTH_BYTES = 4;

  private final Agenda agenda;
  private final SimulatedNode from;
  private final SimulatedNode to;
  private final Weather weather;
  private @Nullable SimulatedLink other;
  private @Nullable Receiver receiver;
  private long lastArrivalNanos;
  private boolean closed;

  /** How long frames take, and how many are lost. */
  record Weather(Duration latency, double loss, RandomGenerator random) {}

  SimulatedLink(Agenda agenda, SimulatedNode from, SimulatedNode to, Weather weather) {
    super(to.address());
    this.agenda = agenda;
    this.from = from;
    this.to = to;
    this.weather = weather;
  }

  void connect(SimulatedLink end) {
    other = end;
  }

  /** This one gets what arrives at this end. */
  void receiver(Receiver who) {
    receiver = who;
  }

  @Override
  public URI local() {
    return from.address();
  }

  @Override
  public void send(Frame frame) throws IOException {
    if (closed) {
      throw new IOException("the link to " + remote() + " is closed; the frame was not sent");
    }
    ByteBuffer copy = ByteBuffer.allocate(frame.size());
    frame.writeTo(copy);
    copy.flip();
    from.sent(copy.remaining() + LENGTH_BYTES);
    onItsWay(far -> far.arrived(copy));
  }

  /** Closes this end; the other one hears of it unless this node is dead. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    onItsWay(SimulatedLink::ended);
    ends(Optional.empty());
  }

  /** A step of the other end, after all that is on its way. */
  private void onItsWay(Consumer<SimulatedLink> step) {
    SimulatedLink far = other;
    if (far == null || from.dead()) {
      return;
    }
    long late = 0;
    for (long rto = RTO_NANOS; weather.random.nextDouble() < weather.loss; rto *= 2) {
      late += rto;
    }
    long usual = agenda.now() + weather.latency.toNanos() + late;
    lastArrivalNanos = Math.max(lastArrivalNanos, usual);
    agenda.at(
        lastArrivalNanos,
        () -> {
          if (!to.dead()) {
            step.accept(far);
          }
        });
  }

  private void arrived(ByteBuffer frame) {
    Receiver who = receiver;
    if (!closed && who != null) {
      who.frame(this, frame.asReadOnlyBuffer());
    }
  }

  private void ended() {
    if (!closed) {
      closed = true;
      ends(Optional.of(new IOException(remote() + " closed the link")));
    }
  }

  private void ends(Optional<IOException> cause) {
    Receiver who = receiver;
    if (who != null && !from.dead()) {
      who.closed(this, cause);
    }
  }
}
