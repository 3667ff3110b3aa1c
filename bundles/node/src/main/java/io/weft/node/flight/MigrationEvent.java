package io.weft.node.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Calls to a peer leave on another way than before. */
@Name("weft.Migration")
@Label("Migration")
@Description("Calls to a peer leave on another way than before")
@Category("Weft")
@StackTrace(false)
final class MigrationEvent extends FlightEvent {

  @Label("Interface")
  @Description("This machine's interface; empty within the machine")
  final String interfaceName;

  @Label("Cost")
  @Description("What that way costs")
  @Timespan
  final long cost;

  MigrationEvent(String peer, String transport, String link, String interfaceName, long costNanos) {
    super(peer, transport, link);
    this.interfaceName = interfaceName;
    this.cost = costNanos;
  }
}
