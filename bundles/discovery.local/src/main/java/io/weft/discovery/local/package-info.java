/** Discovery through a runtime directory: nodes of one user on one machine. */
package io.weft.discovery.local;
