package io.weft.node.limits;

/** The limits, checked. See {@link LimitSettings} for each one's meaning and unit. */
public record LimitValues(
    int connectionsAMinute,
    int connectionsAMinutePerAddress,
    int connectionsAMinutePerRange,
    int connectionsPerAddress,
    int connectionsPerRange,
    int localConnectionsAMinute,
    int localConnections,
    int handshakes,
    int handshakesPerAddress,
    int framesASecond,
    int discoveryPacketsASecond,
    int requestsPerPeer) {

  /** Those of the settings page. */
  public static final LimitValues DEFAULT =
      new LimitValues(
          6_000, 600, 3_000, 256, 768, 12_000, 4_096, 2_048, 128, 2_000_000, 500, 16_384);

  private static final int MOST_CONNECTIONS_A_MINUTE = 1_000_000;
  private static final int MOST_CONNECTIONS = 65_535;
  private static final int MOST_HANDSHAKES = 65_536;
  private static final int MOST_REQUESTS = 65_536;

  /**
   * Frames are counted by the handful, and a batch that has been read is delivered: a finer limit
   * could not be kept.
   */
  private static final int LEAST_FRAMES_A_SECOND = 1_000;

  /**
   * @throws IllegalArgumentException if one is out of range; the message names it and the range
   */
  public LimitValues {
    int rate = MOST_CONNECTIONS_A_MINUTE;
    within("connections_a_minute", connectionsAMinute, 1, rate);
    within("connections_a_minute_per_address", connectionsAMinutePerAddress, 1, rate);
    within("connections_a_minute_per_range", connectionsAMinutePerRange, 1, rate);
    within("connections_per_address", connectionsPerAddress, 1, MOST_CONNECTIONS);
    within("connections_per_range", connectionsPerRange, 1, MOST_CONNECTIONS);
    within("local_connections_a_minute", localConnectionsAMinute, 1, rate);
    within("local_connections", localConnections, 1, MOST_CONNECTIONS);
    within("handshakes", handshakes, 1, MOST_HANDSHAKES);
    within("handshakes_per_address", handshakesPerAddress, 1, MOST_HANDSHAKES);
    within("frames_a_second", framesASecond, LEAST_FRAMES_A_SECOND, 1_000_000_000);
    within("discovery_packets_a_second", discoveryPacketsASecond, 1, 100_000);
    within("requests_per_peer", requestsPerPeer, 1, MOST_REQUESTS);
  }

  static LimitValues of(LimitSettings given) {
    return new LimitValues(
        given.connections__a__minute(),
        given.connections__a__minute__per__address(),
        given.connections__a__minute__per__range(),
        given.connections__per__address(),
        given.connections__per__range(),
        given.local__connections__a__minute(),
        given.local__connections(),
        given.handshakes(),
        given.handshakes__per__address(),
        given.frames__a__second(),
        given.discovery__packets__a__second(),
        given.requests__per__peer());
  }

  private static void within(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(key + " is " + value + " (" + least + " to " + most + ")");
    }
  }
}
