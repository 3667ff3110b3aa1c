/** Discovery by the domain name system: SRV (RFC 2782) and TXT records. */
package io.weft.discovery.dns;
