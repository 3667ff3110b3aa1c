package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.peer.Ban;
import io.weft.peer.KnownPeer;
import io.weft.peer.PeerInfo;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Peers as JSON, and remembered ones back from it. */
final class PeerFields {

  private PeerFields() {}

  static Map<String, @Nullable Object> of(PeerInfo peer) {
    return Json.object(
        "id", peer.id(),
        "key", peer.publicKey().map(KeyText::of),
        "name", peer.name(),
        "network", peer.network(),
        "roles", new TreeSet<>(peer.roles()),
        "capabilities", peer.capabilities(),
        "addresses", peer.addresses(),
        "sources", new TreeMap<>(peer.sources()),
        "kept", peer.kept(),
        "state", peer.state(),
        "reputation", Math.round(peer.standing().score()),
        "reasons", peer.standing().reasons(),
        "ban", peer.standing().ban().map(PeerFields::of),
        "failures", peer.dialling().failures(),
        "nextDial", peer.dialling().next(),
        "paused", peer.dialling().paused(),
        "since", peer.connectedSince(),
        "lastSeen", peer.lastSeen(),
        "sentBytes", peer.sentBytes(),
        "receivedBytes", peer.receivedBytes(),
        "roundTripMillis", peer.roundTrip().map(Figures::millis));
  }

  static Map<String, @Nullable Object> of(KnownPeer peer) {
    return Json.object(
        "id", peer.id(),
        "key", peer.key().map(KeyText::of),
        "name", peer.name(),
        "network", peer.network(),
        "roles", new TreeSet<>(peer.roles()),
        "addresses", peer.addresses(),
        "kept", peer.kept(),
        "luck", peer.luck(),
        "malice", peer.malice(),
        "judgedAt", peer.judgedAt(),
        "bans", peer.bans(),
        "ban", peer.ban().map(PeerFields::of),
        "lastSeen", peer.lastSeen());
  }

  private static Map<String, @Nullable Object> of(Ban ban) {
    return Json.object("reason", ban.reason(), "since", ban.since(), "until", ban.until());
  }

  /**
   * A remembered peer from its fields; what is missing is as if nothing were known.
   *
   * @throws IllegalArgumentException if a field is not what {@link #of(KnownPeer)} writes; the
   *     message names it
   */
  static KnownPeer known(Map<?, ?> fields) {
    Fields in = new Fields(fields);
    Instant now = Instant.now();
    Map<?, ?> ban = in.map("ban");
    return new KnownPeer(
        new NodeId(in.text("id", "")),
        in.optional("key").map(KeyText::parse),
        in.text("name", ""),
        in.text("network", ""),
        Set.copyOf(in.texts("roles")),
        in.texts("addresses").stream().map(URI::create).toList(),
        in.flag("kept"),
        in.number("luck"),
        in.number("malice"),
        in.time("judgedAt").orElse(now),
        (int) in.number("bans"),
        ban.isEmpty() ? Optional.empty() : Optional.of(ban(new Fields(ban), now)),
        in.time("lastSeen").orElse(now));
  }

  private static Ban ban(Fields in, Instant now) {
    return new Ban(in.text("reason", ""), in.time("since").orElse(now), in.time("until"));
  }

  /** Fields of one object, each of the kind that is asked for. */
  private record Fields(Map<?, ?> all) {

    private <T> Optional<T> of(String name, Class<T> kind) {
      Object value = all.get(name);
      if (value == null) {
        return Optional.empty();
      }
      if (!kind.isInstance(value)) {
        throw new IllegalArgumentException(
            "\"" + name + "\" is " + value + ", which is no " + kind.getSimpleName());
      }
      return Optional.of(kind.cast(value));
    }

    Optional<String> optional(String name) {
      return of(name, String.class);
    }

    String text(String name, String otherwise) {
      return optional(name).orElse(otherwise);
    }

    List<String> texts(String name) {
      List<String> texts = new ArrayList<>();
      for (Object each : of(name, List.class).orElse(List.of())) {
        texts.add(String.valueOf(each));
      }
      return texts;
    }

    boolean flag(String name) {
      return of(name, Boolean.class).orElse(false);
    }

    double number(String name) {
      return of(name, Number.class).map(Number::doubleValue).orElse(0.0);
    }

    Optional<Instant> time(String name) {
      return optional(name).map(Instant::parse);
    }

    Map<?, ?> map(String name) {
      return of(name, Map.class).orElse(Map.of());
    }
  }
}
