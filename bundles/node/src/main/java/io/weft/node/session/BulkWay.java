package io.weft.node.session;

/**
 * One of the ways that share what is large.
 *
 * @param bulk carries large frames
 * @param small carries requests whose answers are large
 */
record BulkWay(SessionLink bulk, SessionLink small) {

  LinkPath path() {
    return bulk.path();
  }
}
