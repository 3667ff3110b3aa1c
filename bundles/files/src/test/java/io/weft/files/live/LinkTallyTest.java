package io.weft.files.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.files.live.LinkUse.Which;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkTallyTest {
  private static final URI HERE = URI.create("test://here");
  private static final URI CABLE = URI.create("test://cable");
  private static final URI OTHER = URI.create("test://other");

  private static LinkUse use(URI remote, int since, long bytes) {
    return new LinkUse(new Which(HERE, remote, Instant.ofEpochSecond(since)), bytes);
  }

  @Test
  void whatWentBeforeTheTransferBeganDoesNotCountNorHeartbeatsOfAnIdleLink() {
    LinkTally tally = new LinkTally(List.of(use(CABLE, 1, 1_000)));

    tally.look(
        List.of(use(CABLE, 1, 1_300), use(OTHER, 2, 50), use(URI.create("test:idle"), 2, 3)));

    assertThat(tally.bytes()).isEqualTo(Map.of(CABLE, 300L, OTHER, 50L));
  }

  @Test
  void aLinkThatBreaksAndComesBackCountsWithBoth() {
    LinkTally tally = new LinkTally(List.of(use(CABLE, 1, 1_000)));
    tally.look(List.of(use(CABLE, 1, 1_300)));

    tally.look(List.of());
    tally.look(List.of(use(CABLE, 5, 40)));
    tally.look(List.of(use(CABLE, 5, 70)));

    assertThat(tally.bytes()).isEqualTo(Map.of(CABLE, 370L));
  }
}
