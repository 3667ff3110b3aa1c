package io.weft.discovery.registry;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of {@link RegistryDiscovery}. */
@ObjectClassDefinition(
    name = "Weft discovery: registry",
    description =
        "Nodes find each other through registry files: on disks, in directories, at URLs.")
@SuppressWarnings("MemberName")
@interface RegistrySettings {

  /** See {@link RegistryDiscovery.Settings#locations}. */
  @AttributeDefinition(
      name = "Locations",
      description =
          "Files, directories and URLs (http, https) of registry files and lists of peers;"
              + " discovery-peers.json of the node's data is read besides.",
      required = false)
  String[] locations() default {};

  /** See {@link RegistryDiscovery.Settings#publish}. */
  @AttributeDefinition(
      name = "Publish",
      description =
          "A directory, such as a share, into which this node also writes its registry file,"
              + " {node id}.json; removed when the node stops. Empty: none.",
      required = false)
  String publish() default "";

  /** Two underscores stand for one (Declarative Services, 112.8.2.1). */
  @AttributeDefinition(
      name = "Refresh",
      description =
          "Seconds between two questions for a URL. Files are seen at once where the system tells,"
              + " and looked at as often as this, at least each minute.",
      min = "1",
      max = "3600")
  int refresh__s() default 60;

  /** See {@link RegistryDiscovery.Settings#connectTimeout}. */
  @AttributeDefinition(
      name = "Connect timeout",
      description = "Milliseconds until the server of a URL is given up that does not answer.",
      min = "100",
      max = "60000")
  int connect__timeout__ms() default 5000;

  /** See {@link RegistryDiscovery.Settings#timeout}. */
  @AttributeDefinition(
      name = "Timeout",
      description = "Milliseconds that fetching a URL may take in all, with its redirections.",
      min = "100",
      max = "300000")
  int timeout__ms() default 15_000;

  /** See {@link RegistryDiscovery.Settings#maxBytes}. */
  @AttributeDefinition(
      name = "Largest file",
      description = "Bytes of a file or of what a URL returns; larger ones are not read.",
      min = "1024",
      max = "67108864")
  int max__bytes() default 8 * 1024 * 1024;

  /** See {@link RegistryDiscovery.Settings#pins}. */
  @AttributeDefinition(
      name = "Certificate pins",
      description =
          "If there are any, servers of https must have one of these keys, beside a certificate that"
              + " is trusted: base64 of the SHA-256 of the SubjectPublicKeyInfo.",
      required = false)
  String[] certificate__pins() default {};
}
