package io.weft.discovery.dns;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Settings of {@link DnsDiscovery}. Two underscores stand for one (Declarative Services,
 * 112.8.2.1).
 */
@ObjectClassDefinition(
    name = "Weft discovery: DNS",
    description = "Nodes that the domain name system lists, by SRV and TXT records.")
@SuppressWarnings("MemberName")
@interface DnsSettings {

  @AttributeDefinition(
      name = "Names",
      description =
          "Domains whose nodes are looked for, separated by commas, such as example.org: those that"
              + " SRV records of _weft._tcp.example.org name; at most 16. Empty: none.",
      required = false)
  String[] names() default {};

  @AttributeDefinition(
      name = "Servers",
      description =
          "Name servers to ask, separated by commas, such as 192.0.2.1 or [2001:db8::1]:5353, in"
              + " this order; at most 8. Empty: those of the system.",
      required = false)
  String[] servers() default {};

  @AttributeDefinition(
      name = "Time-out",
      description = "Milliseconds that one server may take to answer before the next one is asked.",
      min = "100",
      max = "30000")
  int timeout__ms() default 2000;

  @AttributeDefinition(
      name = "Shortest refresh",
      description =
          "Seconds until a name is looked up again at the earliest, whatever its records say.",
      min = "1",
      max = "3600")
  int min__refresh__s() default 5;

  @AttributeDefinition(
      name = "Longest refresh",
      description =
          "Seconds until a name is looked up again at the latest, whatever its records say.",
      min = "5",
      max = "86400")
  int max__refresh__s() default 3600;
}
