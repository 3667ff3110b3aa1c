package io.weft.peer;

import java.time.Instant;

/**
 * Something that happened with a peer.
 *
 * @param at when
 * @param kind what
 * @param detail for people: the source, the address, the reason
 */
public record PeerEvent(Instant at, Kind kind, String detail) {

  /** What happened with a peer. */
  public enum Kind {
    /** A discovery provider saw it. */
    SEEN,
    /** It says something else of itself than before: its name, roles, capabilities, addresses. */
    CHANGED,
    /** An address was dialled. */
    DIALLED,
    /** A dial did not succeed. */
    DIAL_FAILED,
    /** One side did not admit the other. */
    REFUSED,
    /** A link became usable. */
    LINKED,
    /** A link ended. */
    UNLINKED,
    /** Requests leave on another way from now on. */
    MOVED,
    /** The session began. */
    CONNECTED,
    /** The last link is gone. */
    LOST,
    /** It said goodbye, or its lease ended. */
    GONE,
    /** The user added it, or changed what is remembered of it. */
    KEPT,
    /** It has a new key, signed by the one before or accepted by the user. */
    KEY_FOLLOWED,
    /** A key was shown that is not its own: possibly an attack. */
    KEY_REFUSED,
    /** It is kept away from now on. */
    BANNED,
    /** The ban is over. */
    FORGIVEN,
    /** Others are better company at the moment. */
    LET_GO
  }
}
