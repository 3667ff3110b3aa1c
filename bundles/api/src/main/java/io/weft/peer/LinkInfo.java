package io.weft.peer;

import io.weft.netif.InterfaceKind;
import io.weft.transport.Lane;
import io.weft.transport.Protection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One link of a session, at one moment.
 *
 * @param lane what it is for
 * @param local this end
 * @param remote the other end
 * @param dialled whether this node made it
 * @param protection how it is protected
 * @param interfaceKind what it runs over
 * @param interfaceName the system's name of the interface; empty within the machine, or if unknown
 * @param cost by which links are ranked: about the time that 64 KiB take
 * @param inUse whether the frames of its lane leave on it
 * @param why they do, or do not; for people
 * @param since when it became usable
 * @param roundTrip measured by heartbeats
 * @param sentFrames frames that left
 * @param sentBytes bytes that left
 * @param receivedFrames frames that arrived
 * @param receivedBytes bytes that arrived
 * @param usable whether new frames may go there
 */
public record LinkInfo(
    Lane lane,
    URI local,
    URI remote,
    boolean dialled,
    Protection protection,
    InterfaceKind interfaceKind,
    String interfaceName,
    Duration cost,
    boolean inUse,
    String why,
    Instant since,
    Optional<Duration> roundTrip,
    long sentFrames,
    long sentBytes,
    long receivedFrames,
    long receivedBytes,
    boolean usable) {}
