package io.weft.node.wire;

/** Where a field is in the view. */
final class Span {
  int offset;
  int length;

  void clear() {
    offset = 0;
    length = 0;
  }
}
