/** Discovery by known addresses, and by what connected peers know. */
package io.weft.discovery.bootstrap;
