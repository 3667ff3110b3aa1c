package io.weft.node.streams;

/** An item on its way out. */
interface Parcel {

  /** What it counts for in a window; 0 for an object that stays in this process. */
  int bytes();
}
