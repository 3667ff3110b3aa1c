package io.weft.discovery.dns;

import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/** Somebody who answers questions. */
@FunctionalInterface
interface Questions {

  /**
   * Asks, and blocks until there is an answer, with records or without.
   *
   * @param type of records, as {@link org.xbill.DNS.Type} has it
   * @throws LookupException if there is none; the message is for people
   */
  Message ask(Name name, int type) throws LookupException;
}
