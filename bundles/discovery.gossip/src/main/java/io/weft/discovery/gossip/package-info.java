/** Connected nodes tell each other the signed records of the whole network. */
package io.weft.discovery.gossip;
