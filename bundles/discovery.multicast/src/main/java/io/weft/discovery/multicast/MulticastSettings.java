package io.weft.discovery.multicast;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Settings of {@link MulticastDiscovery}. Two underscores stand for one (Declarative Services,
 * 112.8.2.1).
 */
@ObjectClassDefinition(
    name = "Weft discovery: multicast",
    description = "Nodes of one local network find each other by signed UDP announcements.")
@SuppressWarnings("MemberName")
@interface MulticastSettings {

  @AttributeDefinition(
      name = "Port",
      description = "UDP port that all nodes of the local network share.",
      min = "1",
      max = "65535")
  int port() default 54321;

  @AttributeDefinition(
      name = "Group",
      description =
          "IPv4 multicast group; the default is in the administratively scoped block (RFC 2365).")
  String group() default "239.255.84.37";

  @AttributeDefinition(
      name = "IPv6",
      description =
          "Announce by IPv6 too: always, never, or auto (on interfaces without an IPv4 address).")
  String ipv6() default "auto";

  @AttributeDefinition(
      name = "IPv6 group",
      description = "IPv6 multicast group; the default is transient and of the site (RFC 4291).")
  String ipv6__group() default "ff15::5745:4654";

  @AttributeDefinition(
      name = "Hops",
      description = "How many routers an announcement may pass, less one.",
      min = "1",
      max = "32")
  int hops() default 1;

  @AttributeDefinition(
      name = "Broadcast",
      description =
          "Broadcast by IPv4 always, not only on interfaces where multicast does not work.")
  boolean broadcast() default false;

  @AttributeDefinition(
      name = "Announcement period",
      description =
          "Seconds between two signs of life of this node, or two for each node that is heard if"
              + " that is more (up to 200); one is believed for three periods.",
      min = "1",
      max = "300")
  int announce__period__s() default 10;
}
