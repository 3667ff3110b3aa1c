package io.weft.discovery.registry;

import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import io.weft.discovery.registry.Sheet.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What becomes of files and URLs that were read: their entries are judged, those that are good are
 * held and reported, and what is wrong is told. Used by one thread.
 */
final class Intake {

  /** Entries that are judged by several threads: below it that brings nothing. */
  private static final int MANY = 8;

  private final Self self;
  private final Judge judge;
  private final Holdings holdings;
  private final Troubles troubles;
  private final Map<String, List<Problem>> mistakes = new HashMap<>();

  /**
   * @param period between two reports of what has not changed
   */
  Intake(Self self, SightingSink sink, Judge judge, Duration period, Clock clock) {
    this.self = self;
    this.judge = judge;
    this.holdings = new Holdings(self, sink, period, clock);
    this.troubles = new Troubles(sink);
  }

  /** How many entries another file may have; what this one had is not counted. */
  int room(String unit) {
    return holdings.room(unit);
  }

  /** Tells the sink what has changed and what is due; whether it has taken all. */
  boolean report() {
    return holdings.report();
  }

  /** These are whole, and have this now. */
  void take(Map<String, Sheet> sheets) {
    Optional<String> network = Optional.of(self.record().network());
    List<Listed> entries =
        sheets.values().stream().flatMap(sheet -> sheet.entries().stream()).toList();
    // Signatures are what costs, a millisecond each on a cold JVM: all processors share them.
    Stream<Listed> judging = entries.size() < MANY ? entries.stream() : entries.parallelStream();
    Iterator<Judged> judged = judging.map(entry -> judge.of(entry, network)).toList().iterator();
    sheets.forEach(
        (unit, sheet) -> {
          List<Problem> problems = new ArrayList<>(sheet.problems());
          List<Judged> ofUnit = new ArrayList<>();
          for (Listed entry : sheet.entries()) {
            ofUnit.add(judged.next());
            entry.remarks().forEach(remark -> problems.add(new Problem(entry.place(), remark)));
          }
          settle(unit, ofUnit, problems);
        });
  }

  /** What was not believed may be believed now; what was wrong with the file still is. */
  void rejudge(String unit) {
    List<Judged> before = holdings.of(unit);
    if (before.stream().noneMatch(Judged.Refused.class::isInstance)) {
      return;
    }
    Optional<String> network = Optional.of(self.record().network());
    List<Judged> again =
        before.stream()
            .map(
                each ->
                    each instanceof Judged.Refused refused
                        ? judge.of(refused.entry(), network)
                        : each)
            .toList();
    settle(unit, again, mistakes.getOrDefault(unit, List.of()));
  }

  private void settle(String unit, List<Judged> judged, List<Problem> ofTheFile) {
    if (ofTheFile.isEmpty()) {
      mistakes.remove(unit);
    } else {
      mistakes.put(unit, ofTheFile);
    }
    List<Problem> problems = new ArrayList<>(ofTheFile);
    Set<String> toldByTheNode = new HashSet<>();
    for (Judged each : judged) {
      if (each instanceof Judged.Refused refused) {
        if (refused.signed().isPresent()) {
          // It is reported as it is: the node counts it and says why it is not believed.
          toldByTheNode.add(refused.place());
        } else {
          problems.add(new Problem(refused.place(), refused.reason()));
        }
      }
    }
    holdings.put(unit, judged);
    troubles.of(unit, problems, toldByTheNode);
  }

  /** It has nothing any more, and nothing is wrong but this. */
  void empty(String unit, List<Problem> problems) {
    mistakes.remove(unit);
    holdings.put(unit, List.of());
    troubles.of(unit, problems);
  }

  /** It cannot be read at the moment: what it had before may still be true. */
  void broken(String unit, Problem problem) {
    troubles.besides(unit, problem);
  }

  /** This is wrong with a place itself, whatever is in it; nothing: it is in order. */
  void about(String place, Optional<String> reason) {
    troubles.of(place + "/", reason.map(text -> new Problem(place, text)).stream().toList());
  }
}
