/**
 * What transports over IP say of their ends, whatever moves their bytes: hosts and ports, failures
 * in words for people, and how often they say so. The JDK and the api are all that it needs.
 *
 * <p>Every transport bundle carries its own copy, as of {@code io.weft.channel}.
 */
package io.weft.endpoint;
