package io.weft.exchange;

import java.time.Duration;

/**
 * How a service's requests went, as counted on this node since the service appeared.
 *
 * @param requests asked of it
 * @param errors answered with an application error
 * @param failures without an answer
 * @param refused not carried out because the caller may not call it; not among the requests
 * @param outstanding under way; a conversation is until it has ended
 * @param meanTime mean time from request to answer; zero before the first
 */
public record ServiceMetrics(
    long requests, long errors, long failures, long refused, int outstanding, Duration meanTime) {}
