/** The launcher: starts a node in an embedded framework, and talks to nodes that run. */
package io.weft.launcher;
