/** Discovery by multicast DNS (RFC 6762) and DNS-based service discovery (RFC 6763). */
package io.weft.discovery.mdns;
