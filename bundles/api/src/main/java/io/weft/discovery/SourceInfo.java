package io.weft.discovery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a source of sightings is doing.
 *
 * @param name such as mdns
 * @param state whether it runs
 * @param since when it came into that state
 * @param vouched nodes that it vouches for at the moment
 * @param sightings that it has reported since the node started, refused ones too
 * @param refused records of it that were not believed
 * @param lastSighting when it last reported one that counts
 * @param troubles what does not work at the moment, newest first; at most 16
 * @param lastError the newest trouble, over or not
 * @param nextLook when it looks again by itself; empty if it only listens
 */
public record SourceInfo(
    String name,
    State state,
    Instant since,
    int vouched,
    long sightings,
    long refused,
    Optional<Instant> lastSighting,
    List<Trouble> troubles,
    Optional<Trouble> lastError,
    Optional<Instant> nextLook) {

  /** Whether a source runs. */
  public enum State {
    /** It is being started. */
    STARTING,
    /** It looks and is heard. */
    RUNNING,
    /** It could not be started: the last error says why. */
    FAILED,
    /** The settings or the user have switched it off. */
    OFF
  }

  /**
   * Something that a source could not do.
   *
   * @param at when it last happened
   * @param place a file, a URL, a name, an interface; empty: the source as a whole
   * @param reason for people
   * @param times how often in a row
   */
  public record Trouble(Instant at, String place, String reason, long times) {}

  public SourceInfo {
    troubles = List.copyOf(troubles);
  }
}
