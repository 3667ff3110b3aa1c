package io.weft.ucx;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Endpoints that are being let go of: what was sent over them still has to arrive. A peer that was
 * killed while its memory was full takes nothing any more; then the endpoint, and the messages that
 * UCX has in hand, stay until the worker is destroyed. With the worker held.
 */
final class Departures {

  private final List<Departure> waiting = new ArrayList<>();

  private record Departure(LinkWire wire, MemorySegment request, long deadline) {}

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Begins one; returns whether it is over already. */
  boolean begin(Worker worker, LinkWire wire, MemorySegment endpoint) {
    MemorySegment request = worker.disconnect(endpoint);
    if (request.address() == 0 || Ucx.error(request) != Ucx.OK) {
      return true;
    }
    waiting.add(new Departure(wire, request, System.nanoTime() + LinkWire.CLOSE_NANOS));
    return false;
  }

  /** The links whose endpoints have gone by now, or will not go. */
  List<LinkWire> completed(Worker worker) {
    List<LinkWire> gone = new ArrayList<>();
    long now = System.nanoTime();
    for (Iterator<Departure> all = waiting.iterator(); all.hasNext(); ) {
      Departure departure = all.next();
      boolean done = worker.isDone(departure.request());
      if (done || now - departure.deadline() > 0) {
        all.remove();
        if (!done) {
          abandon(worker, departure);
        }
        gone.add(departure.wire());
      }
    }
    return gone;
  }

  /** Abandons all, before the worker is destroyed. */
  List<LinkWire> drop(Worker worker) {
    waiting.forEach(departure -> abandon(worker, departure));
    List<LinkWire> left = waiting.stream().map(Departure::wire).toList();
    waiting.clear();
    return left;
  }

  private static void abandon(Worker worker, Departure departure) {
    worker.forget(departure.request());
    departure.wire().abandonMessages(worker);
  }
}
