package io.weft.shell.verb;

import io.weft.trust.OneTimeTickets;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** An issuer whose tickets are the ids that a test adds. */
final class FakeOnce implements OneTimeTickets {
  final SortedSet<String> open = new TreeSet<>();
  private final boolean always;

  FakeOnce(boolean always) {
    this.always = always;
  }

  @Override
  public String inviteOnce(List<URI> introducers, Duration validFor) {
    if (validFor.toSeconds() < 60) {
      throw new IllegalArgumentException("too short");
    }
    return "weft2-" + validFor + "-" + introducers.size();
  }

  @Override
  public boolean always() {
    return always;
  }

  @Override
  public List<Outstanding> outstanding() {
    Instant expires = Instant.now().plusSeconds(3600);
    return open.stream().map(id -> new Outstanding(id, expires)).toList();
  }

  @Override
  public boolean withdraw(String id) {
    return open.remove(id);
  }
}
