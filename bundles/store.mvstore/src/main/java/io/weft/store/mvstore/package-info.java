/**
 * What is remembered of peers, in one file. {@link io.weft.store.mvstore.MvPeerStore} is the whole
 * of it without OSGi; {@link io.weft.store.mvstore.PeerStoreComponent} puts it into the service
 * registry.
 */
package io.weft.store.mvstore;
