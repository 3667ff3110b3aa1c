package io.weft.files.desk;

import io.weft.files.folder.Listing;
import io.weft.files.send.Parcel;
import io.weft.node.NodeId;
import io.weft.transfer.SendOptions;
import io.weft.transfer.TransferException;
import io.weft.transfer.TransferException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes parcels of what somebody wants to send. */
final class Roots {
  private Roots() {}

  /**
   * Looks at all files, without reading them.
   *
   * @throws TransferException if there is one that cannot be sent; the message says why
   */
  static Parcel parcel(String id, List<Path> files, NodeId to, SendOptions options) {
    if (files.isEmpty()) {
      throw new TransferException(Reason.BAD, "there is nothing to send");
    }
    Map<String, Path> roots = new LinkedHashMap<>();
    for (Path each : files) {
      Path file = each.toAbsolutePath().normalize();
      Path name = file.getFileName();
      if (name == null) {
        throw new TransferException(Reason.BAD, file + " has no name: send what is in it");
      }
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new TransferException(Reason.NOT_FOUND, "there is no file or folder " + file);
      }
      if (Files.isSymbolicLink(file)) {
        throw new TransferException(
            Reason.BAD, file + " is a link, and links are not followed: name what it points to");
      }
      if (roots.put(name.toString(), file) != null) {
        throw new TransferException(
            Reason.BAD, "two of the files are called " + name + ": send them one after the other");
      }
    }
    try {
      Listing listing = Listing.of(roots, false);
      if (listing.entries().isEmpty()) {
        throw new TransferException(Reason.BAD, files + ": neither a file nor a folder");
      }
      return new Parcel(
          id, to, name(roots), roots, listing.files(), listing.bytes(), options, Optional.empty());
    } catch (IOException e) {
      throw new TransferException(Reason.DISK, "cannot be read: " + e.getMessage());
    }
  }

  private static String name(Map<String, Path> roots) {
    String first = roots.keySet().iterator().next();
    return roots.size() == 1 ? first : first + " and " + (roots.size() - 1) + " more";
  }
}
