package io.weft.testkit;

import io.weft.transport.Expectation;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.Listener;
import io.weft.transport.Transport;
import java.io.IOException;
import java.net.URI;

/**
 * Two ends of one link, and what each received.
 *
 * @param dialled the end of the node that dialled
 * @param accepted the end of the node that listened
 */
record LinkPair(Link dialled, Inbox atDialler, Link accepted, Inbox atListener) {

  /** Links two transports; the listener is closed again, which leaves the link. */
  static LinkPair of(
      Transport dialler,
      Transport listening,
      URI address,
      LinkOptions diallerOptions,
      LinkOptions listenerOptions,
      Inbox atDialler,
      Inbox atListener)
      throws IOException {
    Door door = new Door(() -> atListener);
    try (Listener listener = listening.listen(address, listenerOptions, door)) {
      Link dialled =
          dialler.dial(
              listener.address(), Expectation.anyone(Lane.CALLS), diallerOptions, atDialler);
      Eventually.until(
          "the link is accepted", LinkAdmissionContract.WITHIN, () -> !door.links().isEmpty());
      return new LinkPair(dialled, atDialler, door.links().get(0), atListener);
    }
  }
}
