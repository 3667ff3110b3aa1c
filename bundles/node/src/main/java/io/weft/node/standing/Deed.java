package io.weft.node.standing;

/**
 * What a peer does, or what happens with it, that tells how good its company is. Luck and malice
 * are kept apart: a flaky link makes a peer less sought after, and never gets it banned.
 */
public enum Deed {
  /** A link to it was made. */
  LINKED(Ledger.LUCK, 2, "linked"),
  /** It was connected for a minute. */
  STAYED(Ledger.LUCK, 1, "stayed a minute"),
  /** It answered requests within the last minute. */
  ANSWERED(Ledger.LUCK, 1, "answered requests"),
  /** Requests to it failed, or were not answered in time, within the last minute. */
  LEFT_UNANSWERED(Ledger.LUCK, -2, "left requests unanswered"),
  /** Its links broke, or it was silent. */
  BROKE(Ledger.LUCK, -3, "its links broke"),
  /** It could not be dialled. */
  UNREACHABLE(Ledger.LUCK, -1, "could not be reached"),
  /** It asked for what it may not have: by mistake at first, so that ten times cost a point. */
  FORBIDDEN(Ledger.MALICE, -0.1, "asked for what it may not"),
  /** It sent more than the limits allow, and was slowed or refused: perhaps it is only busy. */
  FLOODED(Ledger.LUCK, -2, "sent more than the limits allow"),
  /** It passed on a record that is forged or damaged. */
  BAD_RECORD(Ledger.MALICE, -20, "passed a bad record on"),
  /** It broke the protocol. */
  VIOLATION(Ledger.MALICE, -25, "broke the protocol");

  /** Where a deed is written down. */
  enum Ledger {
    LUCK,
    MALICE
  }

  final Ledger ledger;

  /** Points: a hundred make a peer as good, or as bad, as can be. */
  final double weight;

  final String words;

  Deed(Ledger ledger, double weight, String words) {
    this.ledger = ledger;
    this.weight = weight;
    this.words = words;
  }
}
