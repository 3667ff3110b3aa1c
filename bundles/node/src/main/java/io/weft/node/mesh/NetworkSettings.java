package io.weft.node.mesh;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The one configuration of a node's network: PID {@code io.weft.network}. */
@ObjectClassDefinition(
    id = "io.weft.network",
    name = "Weft network",
    description = "Who this node is, where it listens, whom it trusts, and how long it waits.")
public @interface NetworkSettings {

  @AttributeDefinition(
      name = "name",
      description = "The node's name for people, at most 64 characters; empty: the host's name.")
  String name() default "";

  @AttributeDefinition(
      name = "node_id",
      description = "Follows from the node's key; if given, any other id is an error.")
  String node__id() default "";

  @AttributeDefinition(
      name = "network_id",
      description = "The network that the node must belong to; empty: that of its network key.")
  String network__id() default "";

  @AttributeDefinition(
      name = "bind_address",
      description = "The only address to listen on and to discover by; empty: all interfaces.")
  String bind__address() default "";

  @AttributeDefinition(
      name = "port",
      description = "Where transports listen; 0: any free port.",
      min = "0",
      max = "65535")
  int port() default 0;

  @AttributeDefinition(
      name = "listen",
      description =
          "Addresses to listen on, such as tcp://0.0.0.0:7001, separated by commas; they replace the"
              + " default of their transport.")
  String[] listen() default {};

  @AttributeDefinition(
      name = "bulk_listen",
      description =
          "Addresses to listen on for files and other large things alone, such as tcp://0.0.0.0:7879"
              + " (the port may be left out), separated by commas; empty: they take the others.")
  String[] bulk__listen() default {};

  @AttributeDefinition(
      name = "roles",
      description = "Free-form names of what this node is for, separated by commas.")
  String[] roles() default {};

  @AttributeDefinition(
      name = "tags",
      description = "Capabilities to announce, name or name=value, separated by commas.")
  String[] tags() default {};

  @AttributeDefinition(
      name = "discovery_enabled",
      description = "Whether to look for other nodes and to be found.")
  boolean discovery__enabled() default true;

  @AttributeDefinition(
      name = "discovery_providers",
      description = "Names of the providers that may run, separated by commas; empty: all.")
  String[] discovery__providers() default {};

  @AttributeDefinition(
      name = "tls_certificate",
      description = "PEM file with this node's certificate chain, issued by tls_ca.")
  String tls__certificate() default "";

  @AttributeDefinition(
      name = "tls_private_key",
      description = "PEM file with the private key of tls_certificate, readable by its owner only.")
  String tls__private__key() default "";

  @AttributeDefinition(
      name = "tls_ca",
      description = "PEM file with the certificate authority of the network.")
  String tls__ca() default "";

  @AttributeDefinition(
      name = "open",
      description = "Whether to accept every node on the local network, invited or not.")
  boolean open() default false;

  @AttributeDefinition(
      name = "admission",
      description =
          "shared: a ticket carries the network's key, and every member may invite. issued: a ticket"
              + " lets one node in, and only those with the network's key invite.",
      options = {@Option("shared"), @Option("issued")})
  String admission() default "shared";

  @AttributeDefinition(
      name = "issuer_port",
      description =
          "Port at which one-time tickets are redeemed, open while there are any; 0: any free port.",
      min = "0",
      max = "65535")
  int issuer__port() default 0;

  @AttributeDefinition(
      name = "security_enabled",
      description = "false: plain links, for debugging, only with bind_address=127.0.0.1.")
  boolean security__enabled() default true;

  @AttributeDefinition(
      name = "connection_timeout_ms",
      description = "How long connecting, the handshake and the hello may take each, milliseconds.",
      min = "100",
      max = "60000")
  int connection__timeout__ms() default 5000;

  @AttributeDefinition(
      name = "request_timeout_ms",
      description = "Deadline of requests that say none, milliseconds.",
      min = "1",
      max = "86400000")
  int request__timeout__ms() default 30000;

  @AttributeDefinition(
      name = "keep_alive_ms",
      description =
          "The longest silence that a link may have, milliseconds. Idle links within the machine are"
              + " knocked on six times in it; those that leave it four times a second, and they are"
              + " given up much sooner, by what was learned of them.",
      min = "5000",
      max = "3600000")
  int keep__alive__ms() default 30000;

  @AttributeDefinition(
      name = "max_connections",
      description = "Links that each listener accepts at the same time.",
      min = "1",
      max = "65535")
  int max__connections() default 1024;

  @AttributeDefinition(
      name = "company",
      description =
          "How many peers to be connected with: minimal (4-8), standard (16-32), bridge (64-128) or"
              + " TARGET-MAXIMUM. Up to the target the node dials, up to the maximum it accepts; a"
              + " network that fits is linked fully.")
  String company() default "standard";

  @AttributeDefinition(
      name = "auto_connect",
      description =
          "Whether to connect with peers that are found; those that are added always are.")
  boolean auto__connect() default true;

  @AttributeDefinition(
      name = "relay",
      description =
          "Whether events and requests of other nodes are passed on between those that have no link"
              + " to each other.")
  boolean relay() default true;

  @AttributeDefinition(
      name = "interface_kinds",
      description =
          "What network interfaces are, where that is not what they look like: name=kind, separated"
              + " by commas, as in bond0=thunderbolt,wg0=wifi.")
  String[] interface__kinds() default {};

  @AttributeDefinition(
      name = "max_message_size",
      description = "The largest message, in both directions, bytes.",
      min = "65536",
      max = "1073741824")
  int max__message__size() default 16777216;
}
