/** How a running node is asked: a control socket, Gogo commands, and what {@code up} prints. */
package io.weft.shell;
