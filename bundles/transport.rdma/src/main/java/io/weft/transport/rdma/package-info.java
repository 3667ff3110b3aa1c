/** Links by UCX: RDMA hardware, or shared memory on one machine. */
@NullMarked
package io.weft.transport.rdma;

import org.jspecify.annotations.NullMarked;
