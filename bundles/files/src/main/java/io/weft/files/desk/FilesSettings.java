package io.weft.files.desk;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of {@link FilesComponent}: PID {@code io.weft.files}. */
@ObjectClassDefinition(
    id = "io.weft.files",
    name = "Weft files",
    description = "Files and folders between nodes: what is taken, from whom, how fast.")
@SuppressWarnings("MemberName")
@interface FilesSettings {

  /** Two underscores stand for one (Declarative Services, 112.8.2.1). */
  @AttributeDefinition(
      name = "receive_folder",
      description = "Where what others send lands; {tmp} is the system's folder for such things.")
  String receive__folder() default "{tmp}/received_files";

  @AttributeDefinition(
      name = "offers",
      description =
          "What becomes of what others offer: accept, ask (weft transfer accept) or refuse.")
  String offers() default "accept";

  @AttributeDefinition(
      name = "offers_from",
      description = "Names or ids of the nodes that may offer; none: all of the network.")
  String[] offers__from() default {};

  @AttributeDefinition(
      name = "max_offer_mib",
      description = "The largest offer that is taken, in MiB; 0 for no limit.",
      min = "0",
      max = "1099511627776")
  long max__offer__mib() default 0;

  @AttributeDefinition(
      name = "shared_folders",
      description = "Folders that others may fetch from, each as name=folder.")
  String[] shared__folders() default {};

  @AttributeDefinition(
      name = "chunk_size_kib",
      description = "What is asked for at once, in KiB.",
      min = "16",
      max = "8192")
  int chunk__size__kib() default 1024;

  @AttributeDefinition(
      name = "memory_mib",
      description = "Memory for the chunks of all transfers that are under way, in MiB.",
      min = "1",
      max = "1024")
  int memory__mib() default 32;

  @AttributeDefinition(
      name = "max_transfers",
      description = "Transfers to this node that run at once; others wait.",
      min = "1",
      max = "64")
  int max__transfers() default 4;

  @AttributeDefinition(
      name = "max_queued",
      description = "Transfers to this node that have not ended; more offers are refused.",
      min = "1",
      max = "100000")
  int max__queued() default 4096;

  @AttributeDefinition(
      name = "max_bytes_per_second",
      description = "How fast this node receives, all transfers together; 0 for no limit.",
      min = "0",
      max = "1000000000000")
  long max__bytes__per__second() default 0;

  @AttributeDefinition(
      name = "answer_timeout_s",
      description =
          "Seconds until a question that got no answer is asked again, three times at most.",
      min = "1",
      max = "600")
  int answer__timeout__s() default 30;

  @AttributeDefinition(
      name = "give_up_hours",
      description =
          "Hours that the other node may be away, or ask for nothing, before a transfer fails.",
      min = "1",
      max = "8760")
  int give__up__hours() default 168;

  @AttributeDefinition(
      name = "check_disk_space",
      description =
          "Whether a transfer fails at once for which there is no space; sparse files need less.")
  boolean check__disk__space() default true;
}
