package io.weft.discovery.gossip;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of {@link GossipDiscovery}. */
@ObjectClassDefinition(
    name = "Weft discovery: gossip",
    description = "Connected nodes tell each other the signed records of the whole network.")
@SuppressWarnings("MemberName")
@interface GossipSettings {

  /** Two underscores stand for one (Declarative Services, 112.8.2.1). */
  @AttributeDefinition(
      name = "Interval",
      description =
          "Seconds between two conversations that this node begins. News does not wait for them.",
      min = "2",
      max = "300")
  int interval__s() default 10;

  /** See {@link Gossip.Settings#bytesAMinute}. */
  @AttributeDefinition(
      name = "Limit",
      description =
          "KiB that this node says in a minute of its own accord at most, and that it answers each"
              + " other one; newcomers are told everything once, above that.",
      min = "16",
      max = "65536")
  int kib__a__minute() default 64;
}
