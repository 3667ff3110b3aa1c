package io.weft.node.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A link was dialled, with its handshake and hello. */
@Name("weft.Dial")
@Label("Dial")
@Description("A link was dialled: connecting, handshake and hello")
@Category("Weft")
@StackTrace(false)
final class DialEvent extends FlightEvent {

  @Label("Lane")
  @Description("What the link is for")
  final String lane;

  DialEvent(String peer, String transport, String link, String lane) {
    super(peer, transport, link);
    this.lane = lane;
  }
}
