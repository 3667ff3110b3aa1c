package io.weft.node.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Links to a peer have said goodbye. */
@Name("weft.Drain")
@Label("Drain")
@Description("Links to a peer were finished without losing a frame")
@Category("Weft")
@StackTrace(false)
final class DrainEvent extends FlightEvent {

  @Label("Links")
  @Description("How many")
  final int links;

  DrainEvent(String peer, String transport, String link, int links) {
    super(peer, transport, link);
    this.links = links;
  }
}
