package io.weft.shell.verb;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs our own mistakes. Apart from the verbs, so that help needs no logging library. */
final class Unexpected {

  private static final Logger LOG = LoggerFactory.getLogger(Unexpected.class);

  private Unexpected() {}

  static void log(String verb, Exception mistake) {
    LOG.warn("{} failed", verb, mistake);
  }
}
