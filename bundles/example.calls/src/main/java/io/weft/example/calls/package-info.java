/** A shop that many nodes offer, a customer that asks it, and a load balancer. */
package io.weft.example.calls;
