/** The wire protocol: frames to and from bytes, and the table of requests that wait for answers. */
package io.weft.node.wire;
