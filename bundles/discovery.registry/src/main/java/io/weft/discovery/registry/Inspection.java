package io.weft.discovery.registry;

import io.weft.discovery.NodeRegistry.Entry;
import io.weft.discovery.registry.Sheet.BrokenException;
import io.weft.discovery.registry.Sheet.Problem;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a location once, for somebody who wants to know what is in it. Used by one thread. */
final class Inspection {

  private final int maxBytes;
  private final Judge judge;
  private final Fetches fetches;
  private final Clock clock;
  private final List<Entry> entries = new ArrayList<>();

  Inspection(int maxBytes, Judge judge, Fetches fetches, Clock clock) {
    this.maxBytes = maxBytes;
    this.judge = judge;
    this.fetches = fetches;
    this.clock = clock;
  }

  /** All that is there, what cannot be read too. */
  List<Entry> read(Location location, Optional<String> network) throws InterruptedException {
    if (location instanceof Location.OnTheWeb web) {
      read(web.url(), network);
      return entries;
    }
    Folder folder = new Folder(((Location.OnDisk) location).path(), maxBytes, clock);
    String path = folder.path().toString();
    try {
      List<WatchedFile> files = folder.all();
      files.forEach(file -> read(file, network));
      if (folder.overfull()) {
        refused(new Problem(path, "only " + Folder.MAX_FILES + " of its files are read"));
      } else if (files.isEmpty()) {
        refused(new Problem(path, "no file in it ends with .json"));
      }
    } catch (IOException e) {
      refused(new Problem(path, "it cannot be listed: " + Shown.reason(e)));
    }
    return entries;
  }

  private void read(URI url, Optional<String> network) throws InterruptedException {
    Web.Answer answer = fetches.fetchNow(url);
    if (answer instanceof Web.Answer.Content content) {
      try {
        take(SheetReader.read(content.bytes(), url.toString(), room()), network);
      } catch (BrokenException e) {
        refused(e.problem());
      }
    } else if (answer instanceof Web.Answer.Failed failed) {
      refused(new Problem(url.toString(), failed.reason()));
    } else {
      refused(new Problem(url.toString(), "it says that it has not changed, which was not asked"));
    }
  }

  private void read(WatchedFile file, Optional<String> network) {
    String path = file.file().toString();
    if (Files.notExists(file.file())) {
      refused(new Problem(path, "it is not there"));
      return;
    }
    try {
      take(file.now(room()), network);
    } catch (BrokenException e) {
      refused(e.problem());
    } catch (IOException e) {
      refused(new Problem(path, Shown.reason(e)));
    }
  }

  private int room() {
    return Math.max(0, Holdings.MAX_ENTRIES - entries.size());
  }

  private void take(Sheet sheet, Optional<String> network) {
    for (Listed entry : sheet.entries()) {
      entries.add(entry(judge.of(entry, network), entry));
    }
    sheet.problems().forEach(this::refused);
  }

  private static Entry entry(Judged judged, Listed listed) {
    if (judged instanceof Judged.Proven proven) {
      NodeRecord record = proven.record();
      return new Entry(
          proven.place(),
          Optional.of(record.id()),
          Optional.of(record),
          record.addresses(),
          Optional.empty());
    }
    if (judged instanceof Judged.Bare bare) {
      return new Entry(
          bare.place(), bare.expected(), Optional.empty(), bare.addresses(), Optional.empty());
    }
    Judged.Refused refused = (Judged.Refused) judged;
    return new Entry(
        refused.place(),
        listed.node().flatMap(Inspection::id),
        Optional.empty(),
        listed.addresses(),
        Optional.of(refused.reason()));
  }

  private static Optional<NodeId> id(String text) {
    try {
      return Optional.of(new NodeId(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void refused(Problem problem) {
    entries.add(
        new Entry(
            problem.place(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.of(problem.reason())));
  }
}
