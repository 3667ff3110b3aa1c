/** Counts requests and how long they take. */
package io.weft.metrics;
