package io.weft.shell.verb;

import java.util.List;

/** A verb with verbs of its own below it. */
interface VerbGroup {

  /** In the order of the help. */
  List<Verb> parts();
}
