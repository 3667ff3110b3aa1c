package io.weft.node.limits;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What strangers and peers may cost: PID {@code io.weft.limits}. */
@ObjectClassDefinition(
    id = "io.weft.limits",
    name = "Weft limits",
    description = "What strangers and peers may cost this node. All are taken in at run time.")
public @interface LimitSettings {

  @AttributeDefinition(
      name = "connections_a_minute",
      description =
          "New connections from other machines a minute, in all; so many may come at once.",
      min = "1",
      max = "1000000")
  int connections__a__minute() default 6_000;

  @AttributeDefinition(
      name = "connections_a_minute_per_address",
      description = "New connections a minute from one address of another machine.",
      min = "1",
      max = "1000000")
  int connections__a__minute__per__address() default 600;

  @AttributeDefinition(
      name = "connections_a_minute_per_range",
      description = "New connections a minute from one range: a /24 of IPv4, a /64 of IPv6.",
      min = "1",
      max = "1000000")
  int connections__a__minute__per__range() default 3_000;

  @AttributeDefinition(
      name = "connections_per_address",
      description = "Connections at the same time from one address of another machine.",
      min = "1",
      max = "65535")
  int connections__per__address() default 256;

  @AttributeDefinition(
      name = "connections_per_range",
      description = "Connections at the same time from one range: a /24 of IPv4, a /64 of IPv6.",
      min = "1",
      max = "65535")
  int connections__per__range() default 768;

  @AttributeDefinition(
      name = "local_connections_a_minute",
      description =
          "New connections a minute from one loopback address, or through Unix sockets; they count"
              + " in no other limit of connections.",
      min = "1",
      max = "1000000")
  int local__connections__a__minute() default 12_000;

  @AttributeDefinition(
      name = "local_connections",
      description =
          "Connections at the same time from one loopback address, or through Unix sockets.",
      min = "1",
      max = "65535")
  int local__connections() default 4_096;

  @AttributeDefinition(
      name = "handshakes",
      description = "Handshakes of accepted connections under way at the same time, in all.",
      min = "1",
      max = "65536")
  int handshakes() default 2_048;

  @AttributeDefinition(
      name = "handshakes_per_address",
      description = "Handshakes under way at the same time with one address, loopback included.",
      min = "1",
      max = "65536")
  int handshakes__per__address() default 128;

  @AttributeDefinition(
      name = "frames_a_second",
      description = "Frames a second from one peer; beyond it they are read more slowly.",
      min = "1000",
      max = "1000000000")
  int frames__a__second() default 2_000_000;

  @AttributeDefinition(
      name = "discovery_packets_a_second",
      description =
          "Sightings a second from one source that cost something: those that repeat a record that"
              + " was checked of late are free.",
      min = "1",
      max = "100000")
  int discovery__packets__a__second() default 500;

  @AttributeDefinition(
      name = "requests_per_peer",
      description =
          "Requests of one peer that are handled at the same time; further ones are answered as"
              + " overloaded.",
      min = "1",
      max = "65536")
  int requests__per__peer() default 16_384;
}
