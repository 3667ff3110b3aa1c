package io.weft.discovery.local;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of {@link LocalDiscovery}. */
@ObjectClassDefinition(
    name = "Weft discovery: local",
    description = "Nodes of one user on one machine find each other through a runtime directory.")
@SuppressWarnings("MemberName")
@interface LocalSettings {

  /** Two underscores stand for one (Declarative Services, 112.8.2.1). */
  @AttributeDefinition(
      name = "Directory",
      description =
          "Where nodes leave their records; only this user may write there. Empty:"
              + " $WEFT_RUNTIME_DIR, else $XDG_RUNTIME_DIR/weft, else weft-{user} in the directory"
              + " for temporary files.",
      required = false)
  String directory() default "";

  /** See {@link LocalDiscovery.Settings#rescan}. */
  @AttributeDefinition(
      name = "Rescan",
      description =
          "Milliseconds between two looks at the whole directory, and the longest time until a"
              + " killed node is noticed. New files are seen at once where the system tells.",
      min = "100",
      max = "60000")
  int rescan__ms() default 2000;
}
