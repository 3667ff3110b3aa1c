package io.weft.files.receive;

import io.weft.files.folder.Plan;
import io.weft.files.folder.SafeName;
import io.weft.transfer.TransferException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of one transfer in its receive folder, from the first look to the last. */
final class Parts {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private final Errand errand;
  private final Surroundings around;
  private final Path folder;

  Parts(Errand errand, Surroundings around) {
    this.errand = errand;
    this.around = around;
    this.folder = errand.into().resolve(SafeName.PARTS);
  }

  /**
   * A part that is ready to be written.
   *
   * @param remark what happened to a former one, for people; empty if nothing did
   */
  record Opened(PartFolder part, String remark) {}

  /** Makes the part of a plan, or finds it. */
  Opened open(Plan plan) throws Halt, IOException {
    Files.createDirectories(errand.into());
    Path place = PartFolder.place(errand.into(), plan.identity(), errand.peer().text());
    String anew;
    synchronized (around.parts()) {
      anew = PartName.follow(errand, place);
    }
    Namesakes.demandNone(plan.entries(), folder, around.disk());
    if (!around.parts().add(place)) { // somebody fetches the same to the same folder
      place = place.resolveSibling(place.getFileName() + "-" + errand.id());
      around.parts().add(place);
    }
    try {
      PartFolder made = PartFolder.open(place, plan, around.disk());
      try {
        demandSpace(plan.bytes() - made.bytes());
      } catch (Halt e) {
        made.close();
        throw e;
      }
      return new Opened(made, anew);
    } catch (IOException | RuntimeException | Halt e) {
      around.parts().remove(place);
      throw e;
    }
  }

  private void demandSpace(long bytes) throws Halt, IOException {
    long free = around.disk().freeBytes(errand.into());
    if (around.limits().checkSpace() && bytes > free) {
      throw Halt.failed(
          Reason.DISK,
          "no space for "
              + bytes
              + " bytes in "
              + errand.into()
              + ": "
              + free
              + " are free; make room, and ask for the same again");
    }
  }

  /**
   * The transfer has ended.
   *
   * @param place of the part that was open; null if none was since the last start of the node
   * @param keep whether those who ask for the same again shall go on with what is there
   */
  void leave(@Nullable Path place, boolean keep) {
    Path begun = place == null ? PartName.begun(errand) : place;
    PartName.forget(errand);
    if (begun != null && !keep && (place != null || !around.parts().contains(begun))) {
      delete(begun);
    }
    if (place != null) {
      around.parts().remove(place);
    }
    try {
      synchronized (around.parts()) { // nobody may just have made it
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      LOG.debug("{} is not empty, or cannot be deleted: {}", folder, e.getMessage());
    }
  }

  private static void delete(Path place) {
    try {
      PartFolder.delete(place);
    } catch (IOException e) {
      LOG.debug("{} cannot be deleted: {}", place, e.getMessage());
    }
  }
}
