package io.weft.transport;

/** How a link is protected. */
public enum Protection {
  /** TLS 1.3, both sides authenticated. */
  TLS,
  /** The system vouches for the user at the other end of a local socket. */
  LOCAL_USER,
  /** Not at all: on loopback, or on a fabric that the administrator trusts. */
  NONE
}
