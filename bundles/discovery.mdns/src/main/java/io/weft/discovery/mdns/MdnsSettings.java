package io.weft.discovery.mdns;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Settings of {@link MdnsDiscovery}. Two underscores stand for one (Declarative Services,
 * 112.8.2.1).
 */
@ObjectClassDefinition(
    name = "Weft discovery: mDNS",
    description = "Nodes of one local network find each other by multicast DNS.")
@SuppressWarnings("MemberName")
@interface MdnsSettings {

  @AttributeDefinition(
      name = "Service type",
      description =
          "What nodes announce themselves as; the same on all nodes (RFC 6763, section 7).")
  String service__type() default "_weft._tcp.local.";

  @AttributeDefinition(
      name = "Query period",
      description =
          "Seconds to the second question for other nodes; further ones are rarer. What was heard"
              + " is believed for two periods, and again while it has not gone.",
      min = "5",
      max = "3600")
  int query__period__s() default 30;
}
