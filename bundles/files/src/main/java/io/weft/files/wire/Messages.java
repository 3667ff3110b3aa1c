package io.weft.files.wire;

import io.weft.node.NodeId;
import java.util.regex.Pattern;

/** What all messages have in common: a version, ids. */
public final class Messages {

  /** The service of every node that has files to give or to take. */
  public static final String PATH = "weft/files";

  /** Says what somebody would like to send: {@link OfferMessage}, answered by a {@link Verdict}. */
  public static final String OFFER = "offer";

  /** Asks what there is: {@link ManifestRequest}, answered by a {@link ManifestPage}. */
  public static final String MANIFEST = "manifest";

  /** Asks for content: {@link ChunkRequest}, answered by a {@link Chunk}. */
  public static final String CHUNK = "chunk";

  /**
   * Asks the sender of an offer to several nodes for content: {@link ChunkRequest}, answered by a
   * {@link Chunk} or, if another one was given it already, by an {@link Elsewhere}.
   */
  public static final String SHARE = "share";

  /**
   * Asks another node of a circle for content: {@link ChunkRequest} with the circle's id as where,
   * answered by a {@link Chunk}.
   */
  public static final String PASS = "pass";

  /** Asks for the SHA-256 of content: {@link ChunkRequest}, answered by its bytes. */
  public static final String DIGEST = "digest";

  /** Asks for digests of chunks: {@link HashesRequest}, answered by 16 bytes each. */
  public static final String HASHES = "hashes";

  /** Says how it ends: {@link Closing}, answered by one byte for a check, else by none. */
  public static final String CLOSE = "close";

  /** Asks how far a transfer is there: an id, answered by a {@link ProgressReport}. */
  public static final String PROGRESS = "progress";

  /** Characters of an id: 60 bits of chance. */
  public static final int ID_LENGTH = 12;

  private static final Pattern ID = Pattern.compile("[a-z2-7]{" + ID_LENGTH + "}");

  private static final int VERSION = 1;

  private Messages() {}

  /** Whether this may be the id of a transfer; it becomes the name of a file. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  static ByteReader begin(byte[] message) {
    ByteReader from = new ByteReader(message);
    int version = from.octet(0xff);
    if (version != VERSION) {
      throw new FormException(
          "version " + version + " of file transfers, this node speaks " + VERSION);
    }
    return from;
  }

  static ByteWriter begin(int expected) {
    return new ByteWriter(expected).octet(VERSION);
  }

  static NodeId node(ByteReader from) {
    String text = from.text(NodeId.LENGTH);
    try {
      return new NodeId(text);
    } catch (IllegalArgumentException e) {
      throw from.bad("no id of a node");
    }
  }

  static String id(ByteReader from) {
    String id = from.text(ID_LENGTH);
    if (!isId(id)) {
      throw from.bad("no id of a transfer");
    }
    return id;
  }
}
