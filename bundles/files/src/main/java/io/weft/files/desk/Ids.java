package io.weft.files.desk;

import io.weft.files.wire.Messages;
import java.security.SecureRandom;

/** Makes ids of transfers. Safe on every thread. */
final class Ids {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  private final SecureRandom random = new SecureRandom();

  String next() {
    StringBuilder id = new StringBuilder(Messages.ID_LENGTH);
    for (int i = 0; i < Messages.ID_LENGTH; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
