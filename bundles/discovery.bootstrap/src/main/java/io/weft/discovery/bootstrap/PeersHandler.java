package io.weft.discovery.bootstrap;

import io.weft.discovery.Records;
import io.weft.exchange.ApplicationException;
import io.weft.exchange.Handler;
import io.weft.exchange.Request;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The service {@value #PATH}: tells connected nodes of others. Called by many threads at once; one
 * at a time is answered, for each answer reads all records.
 */
final class PeersHandler implements Handler {

  static final String PATH = "weft/peers";

  /** Parameters: a {@link Question}. Result: an {@link Answer}. */
  static final String EXCHANGE = "exchange";

  /** Code of an answer to who asks too often, or while the node starts or stops. */
  static final String LATER = "later";

  private final Vicinity vicinity;
  private final Learned learned;
  private final Clock clock;
  private final RandomGenerator random;
  private final Callers callers;
  private final Duration snapshotFor;
  private @Nullable Snapshot snapshot;

  private record Snapshot(Instant taken, List<Records.Known> all, Map<Long, Records.Known> byKey) {}

  PeersHandler(Vicinity vicinity, Learned learned, Pace pace, Clock clock, RandomGenerator random) {
    this.vicinity = vicinity;
    this.learned = learned;
    this.clock = clock;
    this.random = random;
    this.callers = new Callers(pace.answers());
    this.snapshotFor = pace.snapshot();
  }

  @Override
  public synchronized Object handle(Request request) {
    byte[] asked = request.as(byte[].class);
    Records records =
        vicinity
            .services()
            .map(Vicinity.Services::records)
            .orElseThrow(
                () -> new ApplicationException(LATER, "this node is starting or stopping"));
    Instant now = clock.instant();
    Duration wait = callers.wait(request.caller(), now);
    if (!wait.isZero()) {
      throw new ApplicationException(
          LATER,
          "asked again too soon: in %d ms (limit: once in %d ms)"
              .formatted(wait.toMillis(), callers.pause().toMillis()));
    }
    Question question = read(asked);
    Snapshot known = snapshot(records, now);
    Sample sample = new Sample(learned, now, random);
    Sample.Chosen chosen = sample.choose(known.all, request.caller(), question);
    List<Answer.Confirmed> confirmed = new ArrayList<>();
    for (int i = 0; i < question.checked().size(); i++) {
      Records.Known one = known.byKey.get(question.checked().get(i));
      if (one != null && sample.tellable(one, request.caller())) {
        confirmed.add(new Answer.Confirmed(i, sample.age(one)));
      }
    }
    return new Answer(chosen.left(), chosen.told(), confirmed).encode();
  }

  private static Question read(byte @Nullable [] asked) {
    if (asked == null) {
      throw new ApplicationException(ApplicationException.BAD_PARAMS, "a question without bytes");
    }
    try {
      return Question.decode(asked);
    } catch (IllegalArgumentException e) {
      throw new ApplicationException(
          ApplicationException.BAD_PARAMS, "a question that cannot be read: " + e.getMessage());
    }
  }

  private Snapshot snapshot(Records records, Instant now) {
    Snapshot before = snapshot;
    if (before != null && now.isBefore(before.taken.plus(snapshotFor))) {
      return before;
    }
    List<Records.Known> all = records.known();
    Map<Long, Records.Known> byKey = new HashMap<>();
    all.forEach(each -> byKey.put(Bits.key(each.record()), each));
    Snapshot made = new Snapshot(now, all, byKey);
    snapshot = made;
    return made;
  }
}
