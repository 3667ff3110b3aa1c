/** Measures Weft beside raw Netty and gRPC, in processes of their own, in one run. */
package io.weft.bench;
