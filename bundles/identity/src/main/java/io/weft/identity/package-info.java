/**
 * This node's key and certificate, the network that it belongs to, and tickets for others. {@link
 * io.weft.identity.NodeIdentity} is the whole of it without OSGi; {@link
 * io.weft.identity.IdentityComponent} puts it into the service registry.
 */
package io.weft.identity;
