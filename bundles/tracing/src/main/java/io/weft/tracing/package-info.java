/** W3C Trace Context for requests. */
package io.weft.tracing;
