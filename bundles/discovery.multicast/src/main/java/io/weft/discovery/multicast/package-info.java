/** Discovery by signed UDP announcements: multicast, and broadcast where that fails. */
package io.weft.discovery.multicast;
