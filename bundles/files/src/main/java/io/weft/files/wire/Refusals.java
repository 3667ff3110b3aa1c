package io.weft.files.wire;

/** Codes of the answers that are errors: what the other side can do about each. */
public final class Refusals {

  /** The file is not what the manifest said, any more. */
  public static final String CHANGED = "changed";

  /** The file cannot be read. */
  public static final String UNREADABLE = "unreadable";

  /** There is no such transfer, shared folder or file for this node. */
  public static final String NOT_SHARED = "not_shared";

  /** Somebody paused it: ask again later. */
  public static final String PAUSED = "paused";

  /** Somebody cancelled it. */
  public static final String CANCELLED = "cancelled";

  /** Too much is being read: ask again in a moment. */
  public static final String BUSY = "busy";

  /** The pages that were begun are not there any more: begin again. */
  public static final String STALE = "stale";

  /** There is more in it than one transfer may have. */
  public static final String TOO_MANY = "too_many";

  /** It has not come yet to the one that will pass it on: ask again in a moment. */
  public static final String NOT_YET = "not_yet";

  private Refusals() {}
}
