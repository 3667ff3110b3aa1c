/** The plug-in, in Java 17: says why there are no links by UCX, or opens them (io.weft.ucx). */
@NullMarked
package io.weft.transport.rdma;

import org.jspecify.annotations.NullMarked;
