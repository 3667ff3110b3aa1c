package io.weft.discovery.registry;

import io.weft.discovery.RecordException;
import io.weft.discovery.Records;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.net.URI;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides what an entry is worth. Of a signed one only what is signed counts, and readable fields
 * that say something else show that somebody has changed the file. Safe on every thread.
 */
final class Judge {

  /**
   * What was meant as an id of a node or network of ours: nearly as long as one (52) and of nothing
   * but letters and digits. Anything else is another tool's id and says nothing to us.
   */
  private static final Pattern OUR_FORM = Pattern.compile("[A-Za-z0-9]{48,56}");

  /** Ids of other tools are often hexadecimal: a hash of 192 to 224 bits would look like ours. */
  private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-fA-F]+");

  private final Records records;
  private final Clock clock;

  Judge(Records records, Clock clock) {
    this.records = records;
    this.clock = clock;
  }

  /**
   * @param network the id of this node's network, if that is known
   */
  Judged of(Listed entry, Optional<String> network) {
    return entry.proof().map(proof -> proven(entry, proof)).orElseGet(() -> bare(entry, network));
  }

  private Judged proven(Listed entry, Proof proof) {
    byte[] signed = proof.join();
    if (signed.length > Proof.MAX_BYTES) {
      return refused(
          entry,
          "its signed record has " + signed.length + " bytes (limit " + Proof.MAX_BYTES + ")");
    }
    NodeRecord record;
    try {
      record = records.verify(signed);
    } catch (RecordException e) {
      return new Judged.Refused(
          entry.place(), String.valueOf(e.getMessage()), Optional.of(signed), entry);
    }
    return contradiction(entry, record)
        .<Judged>map(
            what ->
                refused(
                    entry,
                    what
                        + ": the file was changed after it was signed; save it again on that node"
                        + " (weft registry save), or remove it"))
        .orElseGet(() -> new Judged.Proven(entry.place(), record, signed));
  }

  private Judged bare(Listed entry, Optional<String> network) {
    Optional<String> elsewhere =
        entry.network().filter(Judge::looksLikeOurs).filter(id -> !network.equals(Optional.of(id)));
    if (elsewhere.isPresent() && network.isPresent()) {
      return refused(
          entry,
          Fields.NETWORK
              + " is network "
              + Shown.text(elsewhere.get())
              + ", ours is "
              + network.get());
    }
    if (entry.expires().filter(end -> !end.isAfter(clock.instant())).isPresent()) {
      return refused(
          entry,
          "it expired at "
              + entry.expires().get()
              + ", it is "
              + clock.instant()
              + " here: have it written again, or leave expires away");
    }
    Optional<NodeId> expected = Optional.empty();
    if (entry.node().filter(Judge::looksLikeOurs).isPresent()) {
      try {
        expected = entry.node().map(NodeId::new);
      } catch (IllegalArgumentException e) {
        return refused(entry, Fields.NODE + " is " + e.getMessage());
      }
    }
    if (entry.addresses().isEmpty()) {
      return refused(
          entry,
          entry.remarks().isEmpty()
              ? "it has no address that could be dialled: "
                  + Fields.DIRECT
                  + " or "
                  + Fields.ADDRESS
                  + " is needed ("
                  + Fields.RELAY
                  + " is not used)"
              : String.join("; ", entry.remarks()));
    }
    return new Judged.Bare(entry.place(), entry.addresses(), expected, entry.expires());
  }

  private static boolean looksLikeOurs(String id) {
    return OUR_FORM.matcher(id).matches() && !HEXADECIMAL.matcher(id).matches();
  }

  private static Judged.Refused refused(Listed entry, String reason) {
    return new Judged.Refused(entry.place(), reason, Optional.empty(), entry);
  }

  /** The first readable field that says something else than what was signed. */
  private static Optional<String> contradiction(Listed entry, NodeRecord record) {
    String key = Base64.getEncoder().encodeToString(record.publicKey().getEncoded());
    return differs(Fields.NETWORK, entry.network(), record.network())
        .or(() -> differs(Fields.NODE, entry.node(), record.id().text()))
        .or(() -> differs(Fields.NAME, entry.name(), record.name()))
        .or(() -> differs(Fields.KEY, entry.key(), key))
        .or(() -> differs(entry, record.addresses()))
        .or(
            () ->
                differs(
                    Fields.SEQUENCE,
                    entry.sequence().map(String::valueOf),
                    Long.toString(record.sequence())))
        .or(
            () ->
                differs(
                    Fields.EXPIRES,
                    entry.expires().map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()),
                    record.expires().truncatedTo(ChronoUnit.SECONDS).toString()));
  }

  private static Optional<String> differs(String field, Optional<String> said, String signed) {
    return said.filter(text -> !text.equals(signed))
        .map(
            text ->
                field
                    + " says "
                    + Shown.text(text)
                    + ", its signed record says "
                    + Shown.text(signed));
  }

  private static Optional<String> differs(Listed entry, List<URI> signed) {
    if (!entry.remarks().isEmpty()) {
      return Optional.of(entry.remarks().get(0) + " and its signed record has no such address");
    }
    Set<URI> added = new HashSet<>(entry.addresses());
    signed.forEach(added::remove);
    if (!added.isEmpty()) {
      boolean first = entry.first().filter(added::contains).isPresent();
      URI wrong = first ? entry.first().get() : added.iterator().next();
      return Optional.of(
          (first ? Fields.ADDRESS : Fields.DIRECT)
              + " has "
              + Shown.text(wrong.toString())
              + ", its signed record has not");
    }
    List<URI> missing = new ArrayList<>(signed);
    entry.direct().ifPresentOrElse(missing::removeAll, missing::clear);
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Fields.DIRECT
                + " lacks "
                + Shown.text(missing.get(0).toString())
                + ", which its signed record has");
  }
}
