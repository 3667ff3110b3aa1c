/**
 * Links by UCX: RDMA hardware, or shared memory on one machine. Compiled for Java 22, whose foreign
 * function API it needs; what Java 17 must read lies in {@code io.weft.transport.rdma}.
 */
@NullMarked
package io.weft.ucx;

import org.jspecify.annotations.NullMarked;
