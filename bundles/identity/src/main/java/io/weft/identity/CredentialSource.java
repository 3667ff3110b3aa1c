package io.weft.identity;

import io.weft.trust.Credentials;

/** Where a node's credentials come from. Used by one thread at a time. */
interface CredentialSource {

  /**
   * Whether it is time to ask for {@linkplain #current() current} ones: they are to be renewed, or
   * their files have changed. Cheap; asked every minute.
   */
  boolean due();

  /**
   * The credentials as they should be now, from files, renewed if it is time; equal to those before
   * if nothing has changed.
   *
   * @throws IdentityException if there are none; the message says why and what to do
   */
  Credentials current();

  /**
   * Credentials with another key for the same node, stored so that the next start has them.
   *
   * @throws IdentityException if that cannot be; those before are still the stored ones
   */
  Credentials rotated();
}
