package io.weft.node.session;

/** How far a link is on its way into a session. */
enum Joining {
  /** It is being made. */
  NEW,
  /** A hello was said: the peer may use it, so it joins, and finishes in good order if need be. */
  GREETING,
  /** It is kept out. */
  REFUSED
}
