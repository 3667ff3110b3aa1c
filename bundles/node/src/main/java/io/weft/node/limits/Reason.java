package io.weft.node.limits;

import java.util.Locale;

/** Why somebody, or something that came in, was refused. */
public enum Reason {
  /** Not in the network, or put out of it: said by the handshake. */
  NOT_ADMITTED("is not admitted"),
  CONNECTIONS_A_MINUTE("connections_a_minute"),
  CONNECTIONS_A_MINUTE_PER_ADDRESS("connections_a_minute_per_address"),
  CONNECTIONS_A_MINUTE_PER_RANGE("connections_a_minute_per_range"),
  CONNECTIONS_PER_ADDRESS("connections_per_address"),
  CONNECTIONS_PER_RANGE("connections_per_range"),
  LOCAL_CONNECTIONS_A_MINUTE("local_connections_a_minute"),
  LOCAL_CONNECTIONS("local_connections"),
  HANDSHAKES("handshakes"),
  HANDSHAKES_PER_ADDRESS("handshakes_per_address"),
  /** A peer's frames were read more slowly; none was lost. */
  FRAMES_A_SECOND("frames_a_second"),
  DISCOVERY_PACKETS_A_SECOND("discovery_packets_a_second"),
  REQUESTS_PER_PEER("requests_per_peer");

  /** The setting that it is more than. */
  final String setting;

  Reason(String setting) {
    this.setting = setting;
  }

  /** As the tag of a metric: {@code connections-per-address}. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
