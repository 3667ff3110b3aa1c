package io.weft.node.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A transport has come, or has gone with all its links. */
@Name("weft.Swap")
@Label("Swap")
@Description("A transport was added, up to where it listens; or removed, up to its last link")
@Category("Weft")
@StackTrace(false)
final class SwapEvent extends FlightEvent {

  @Label("Change")
  @Description("added or removed")
  final String change;

  SwapEvent(String transport, String change) {
    super("", transport, "");
    this.change = change;
  }
}
