package io.weft.node.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;

/** What all events of the node say. Fields are read by the recorder. */
@Category("Weft")
@StackTrace(false)
abstract class FlightEvent extends Event implements Flight.Timed {

  @Label("Peer")
  @Description("The id of the node at the other end; empty if it is not known, or not about one")
  final String peer;

  @Label("Transport")
  @Description("The scheme of its addresses")
  final String transport;

  @Label("Link")
  @Description("The address at the other end; empty if it is not about one")
  final String link;

  @Label("Outcome")
  String outcome = "";

  FlightEvent(String peer, String transport, String link) {
    this.peer = peer;
    this.transport = transport;
    this.link = link;
  }

  @Override
  public void end(String how) {
    outcome = how;
    try {
      commit();
    } catch (LinkageError e) {
      Flight.tellUnusable(e);
    }
  }
}
