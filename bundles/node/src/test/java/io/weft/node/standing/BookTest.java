package io.weft.node.standing;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.NodeId;
import io.weft.peer.Ban;
import io.weft.peer.KnownPeer;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BookTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private final Book book = new Book();
  private final KeptInMemory store = new KeptInMemory();

  private static NodeId id(int number) {
    StringBuilder text = new StringBuilder();
    for (int rest = number; text.length() < NodeId.LENGTH - 1; rest /= 26) {
      text.append((char) ('a' + rest % 26));
    }
    return new NodeId(text + "a");
  }

  private static KnownPeer peer(int number, String name, boolean kept) {
    return new KnownPeer(
        id(number),
        Optional.empty(),
        name,
        "net",
        Set.of(),
        List.of(URI.create("tcp://10.0.0.1:7001")),
        kept,
        1,
        0,
        NOW,
        0,
        Optional.empty(),
        NOW.plusSeconds(number));
  }

  @Test
  void whatIsDecidedIsStoredAtOnceAndWhatIsNotedLater() {
    book.use(store, fresh -> {});

    book.note(peer(1, "noted", false));
    assertThat(store.disk).isEmpty();
    book.decide(peer(2, "decided", true));

    assertThat(store.disk.keySet()).containsExactlyInAnyOrder(id(1), id(2));
  }

  /** A link that is being made when the user removes its peer notes it a moment later. */
  @Test
  void whoIsForgottenIsNotRememberedByALateNote() {
    book.use(store, fresh -> {});
    book.decide(peer(1, "removed", true));
    assertThat(book.forget(id(1))).isTrue();

    book.note(peer(1, "removed", true), () -> false);
    book.flush();

    assertThat(book.all()).isEmpty();
    assertThat(store.disk).isEmpty();
  }

  @Test
  void whatIsKnownBeforeTheStoreIsHereIsStoredWhenItIs() {
    store.disk.put(id(1), peer(1, "old", false));
    store.disk.put(id(2), peer(2, "other", false));
    book.note(peer(1, "new", false));
    List<KnownPeer> recalled = new ArrayList<>();

    book.use(store, recalled::addAll);
    book.flush();

    assertThat(recalled).extracting(KnownPeer::name).containsExactly("other");
    assertThat(store.disk.get(id(1)).name()).isEqualTo("new");
    assertThat(book.all()).hasSize(2);
  }

  @Test
  void aFullDiskLosesNothing() {
    book.use(store, fresh -> {});
    store.full = true;
    book.decide(peer(1, "a", true));
    book.forget(id(2));
    assertThat(store.disk).isEmpty();
    assertThat(book.find(id(1))).isPresent();

    store.full = false;
    book.flush();

    assertThat(store.disk).containsOnlyKeys(id(1));
  }

  @Test
  void aStoreThatGoesHasEverything() {
    book.use(store, fresh -> {});
    book.note(peer(1, "a", false));

    book.leave(store);
    book.decide(peer(2, "b", false));

    assertThat(store.disk).containsOnlyKeys(id(1));
    assertThat(book.all()).hasSize(2);
  }

  @Test
  void forgottenPeersLeaveTheStore() {
    book.use(store, fresh -> {});
    book.decide(peer(1, "a", false));

    assertThat(book.forget(id(1))).isTrue();
    assertThat(book.forget(id(1))).isFalse();

    assertThat(store.disk).isEmpty();
  }

  @Test
  void theOldestGoWhenThereAreTooManyButNotTheKeptAndTheBanned() {
    KnownPeer banned = peer(1, "banned", false);
    book.note(
        new KnownPeer(
            banned.id(),
            banned.key(),
            banned.name(),
            banned.network(),
            banned.roles(),
            banned.addresses(),
            false,
            0,
            0,
            NOW,
            1,
            Optional.of(new Ban("bad", NOW, Optional.empty())),
            NOW));
    book.note(peer(2, "kept", true));
    for (int i = 3; i <= Book.MAX_REMEMBERED + 1; i++) {
      book.note(peer(i, "", false));
    }

    assertThat(book.all()).hasSizeLessThanOrEqualTo(Book.MAX_REMEMBERED);
    assertThat(book.find(id(1))).isPresent();
    assertThat(book.find(id(2))).isPresent();
    assertThat(book.find(id(3))).isEmpty();
    assertThat(book.find(id(Book.MAX_REMEMBERED + 1))).isPresent();
  }
}
