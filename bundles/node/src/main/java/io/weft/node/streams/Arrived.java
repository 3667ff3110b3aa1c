package io.weft.node.streams;

import io.weft.exchange.Payload;

/** An item that has come. */
interface Arrived extends Payload {

  /** What it counts for in a window, as {@link Parcel#bytes}. */
  int bytes();
}
