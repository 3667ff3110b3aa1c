package io.weft.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * How much more memory nodes take while four files are sent at once: more than after as much was
 * sent one after the other, and more than when they had just started. What the system says of the
 * processes counts, all of it: heap, buffers, compiled code, stacks.
 */
final class FileMemory {
  private static final int AT_ONCE = 4;
  private static final double WANTED_MEGABYTES = 64;

  private FileMemory() {}

  static List<Target> run(Options options, MemoryFiles files) throws IOException {
    List<Path> sources = new ArrayList<>();
    List<Double> sent = new ArrayList<>();
    List<Double> received = new ArrayList<>();
    List<Double> senderAll = new ArrayList<>();
    List<Double> receiverAll = new ArrayList<>();
    try (WeftMover pair = WeftMover.Kind.tls(options).start(files)) {
      for (int i = 0; i < AT_ONCE; i++) {
        sources.add(part(files, i));
      }
      double senderFresh = ProcessFigures.residentMegabytes(pair.sender().pid());
      double receiverFresh = ProcessFigures.residentMegabytes(pair.receiver().pid());
      // What a node takes by itself: its classes are loaded, its code is compiled.
      for (Path each : sources) {
        pair.move(each);
        files.demandSame(each);
      }
      for (int i = 0; i < options.pairs(); i++) {
        double senderBefore = ProcessFigures.residentMegabytes(pair.sender().pid());
        double receiverBefore = ProcessFigures.residentMegabytes(pair.receiver().pid());
        ProcessFigures.forgetPeak(pair.sender().pid());
        ProcessFigures.forgetPeak(pair.receiver().pid());
        List<Aside> all = new ArrayList<>();
        sources.forEach(each -> all.add(Aside.begin(() -> pair.move(each))));
        for (Aside each : all) {
          each.await();
        }
        sent.add(ProcessFigures.peakMegabytes(pair.sender().pid()) - senderBefore);
        received.add(ProcessFigures.peakMegabytes(pair.receiver().pid()) - receiverBefore);
        senderAll.add(ProcessFigures.peakMegabytes(pair.sender().pid()) - senderFresh);
        receiverAll.add(ProcessFigures.peakMegabytes(pair.receiver().pid()) - receiverFresh);
        for (Path each : sources) {
          files.demandSame(each);
        }
      }
    } finally {
      for (Path each : sources) {
        Files.deleteIfExists(each);
      }
    }
    return List.of(
        Target.atMost(
            "4 files at once: peak of the sender above before, MB",
            Spread.of(sent),
            WANTED_MEGABYTES,
            "%.0f"),
        Target.atMost(
            "4 files at once: peak of the receiver above before, MB",
            Spread.of(received),
            WANTED_MEGABYTES,
            "%.0f"),
        Target.plain(
            "the same above a sender that has sent nothing yet, MB", Spread.of(senderAll), "%.0f"),
        Target.plain(
            "the same above a receiver that has received nothing yet, MB",
            Spread.of(receiverAll),
            "%.0f"));
  }

  /** An eighth of the large file: four of them and their copies take as much as its copy. */
  private static Path part(MemoryFiles files, int number) throws IOException {
    long length = files.bytes() / (2 * AT_ONCE);
    Path part = files.source().resolve("part-" + number);
    try (FileChannel from = FileChannel.open(files.large());
        FileChannel to =
            FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      from.position(number * length);
      for (long at = 0; at < length; ) {
        at += to.transferFrom(from, at, length - at);
      }
    }
    return part;
  }
}
