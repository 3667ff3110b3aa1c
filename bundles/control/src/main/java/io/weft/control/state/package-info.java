/** Control points as they are on this node, and how what others know is joined with it. */
package io.weft.control.state;
