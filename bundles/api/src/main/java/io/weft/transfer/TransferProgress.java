package io.weft.transfer;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How far a transfer is, at one moment.
 *
 * @param bytesDone that are there and verified
 * @param bytesTotal of all its files; 0 until that is known
 * @param files of which it consists; 0 until that is known
 * @param bytesPerSecond over the last seconds; 0 if nothing flows
 * @param left at this rate; empty if nothing flows
 * @param links the other ends of the links in use, and the bytes of each since the transfer began;
 *     other traffic between the two nodes is part of them
 */
public record TransferProgress(
    long bytesDone,
    long bytesTotal,
    long files,
    long bytesPerSecond,
    Optional<Duration> left,
    Map<URI, Long> links) {

  public TransferProgress {
    links = Map.copyOf(links);
  }
}
