package io.weft.discovery.bootstrap;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Settings of {@link BootstrapDiscovery}. Two underscores stand for one (Declarative Services,
 * 112.8.2.1).
 */
@ObjectClassDefinition(
    name = "Weft discovery: bootstrap",
    description = "Known addresses, and records of others that connected peers pass on.")
@SuppressWarnings("MemberName")
@interface BootstrapSettings {

  /** See {@link KnownAddresses}. */
  @AttributeDefinition(
      name = "Addresses",
      description =
          "Where other nodes may be found, separated by commas, such as"
              + " tcp://bootstrap.example.org:7001; at most 64. They replace the list that is shipped;"
              + " the word none replaces it by nothing. Addresses of the ticket are asked as well.",
      required = false)
  String[] addresses() default {};

  @AttributeDefinition(
      name = "Exchange",
      description =
          "Whether to ask connected peers for the records of others, and to answer when they ask.")
  boolean exchange() default true;

  @AttributeDefinition(
      name = "Exchange period",
      description =
          "Seconds between two questions to connected peers while there is company enough. What they"
              + " told is believed for ten minutes: above 300 some of it is forgotten in between.",
      min = "30",
      max = "3600")
  int exchange__period__s() default 240;
}
