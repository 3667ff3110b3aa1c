package io.weft.files.receive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells one run of the machine from the next. What a process has written is there after it was
 * killed, as long as the machine runs on, on the disk or not.
 */
final class BootId {

  /** Of Linux, random(4). Elsewhere nothing is known, and only what is on the disk is believed. */
  private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

  private BootId() {}

  /** A text of the kernel; empty if there is none. */
  static String current() {
    try {
      return Files.readString(FILE, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
