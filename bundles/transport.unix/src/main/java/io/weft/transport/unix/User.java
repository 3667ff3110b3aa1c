package io.weft.transport.unix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.OptionalInt;

/**
 * A user of this machine.
 *
 * @param principal as files and nio's sockets name it
 * @param uid as epoll's sockets name it; empty where users have no numbers
 */
record User(UserPrincipal principal, OptionalInt uid) {

  /**
   * Who runs this process. Shows by a file of our own: Java has no other way that works everywhere.
   *
   * @throws IOException if no temporary file can be made
   */
  static User current() throws IOException {
    Path probe = Files.createTempFile("weft-user-", ".probe");
    try {
      boolean numbered = probe.getFileSystem().supportedFileAttributeViews().contains("unix");
      OptionalInt uid =
          numbered
              ? OptionalInt.of((Integer) Files.getAttribute(probe, "unix:uid"))
              : OptionalInt.empty();
      return new User(Files.getOwner(probe), uid);
    } finally {
      Files.delete(probe);
    }
  }
}
