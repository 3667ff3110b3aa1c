package io.weft.node.wire;

import io.weft.v1.Failure;
import io.weft.v1.Stream;

/**
 * What a {@link MessageReader} has read of a conversation: a step, credit, or the opening of one.
 * Numbers that are unsigned on the wire and too large for a long are its greatest value.
 */
public final class StepReader {
  private final Span contentType;
  private final Span body;
  private final Span errorCode;
  private final Span errorMessage;

  private int kind;
  private boolean opener;
  private long sequence;
  private boolean deaf;
  private int failure;
  private long items;
  private long bytes;
  private long received;
  private boolean again;
  private boolean ask;
  private boolean opens;
  private long deadlineMillis;

  StepReader(Span contentType, Span body, Span errorCode, Span errorMessage) {
    this.contentType = contentType;
    this.body = body;
    this.errorCode = errorCode;
    this.errorMessage = errorMessage;
  }

  /** {@link Stream.Kind#UNRECOGNIZED} if it is one of a newer version. */
  public Stream.Kind kind() {
    Stream.Kind known = Stream.Kind.forNumber(kind);
    return known == null ? Stream.Kind.UNRECOGNIZED : known;
  }

  /** Whether the sender has opened the conversation. */
  public boolean opener() {
    return opener;
  }

  public long sequence() {
    return sequence;
  }

  /** Whether the sender of an end reads nothing more, either. */
  public boolean deaf() {
    return deaf;
  }

  /** Items that may be sent in all; of an opening as of credit. */
  public long items() {
    return items;
  }

  /** Bytes that may be sent in all; of an opening as of credit. */
  public long bytes() {
    return bytes;
  }

  /** The last of those that have come without a gap. */
  public long received() {
    return received;
  }

  /** Whether what was sent after those may be lost. */
  public boolean again() {
    return again;
  }

  /** Whether the sender wants to know the same. */
  public boolean ask() {
    return ask;
  }

  /** Whether the request opens a conversation. */
  public boolean opens() {
    return opens;
  }

  /** How long the conversation may last; 0 is not said. */
  public long deadlineMillis() {
    return deadlineMillis;
  }

  /** Why it ended; {@link Failure#UNRECOGNIZED} if it is one of a newer version. */
  public Failure failure() {
    Failure known = Failure.forNumber(failure);
    return known == null ? Failure.UNRECOGNIZED : known;
  }

  void clear() {
    kind = 0;
    opener = false;
    sequence = 0;
    deaf = false;
    failure = 0;
    items = 0;
    bytes = 0;
    received = 0;
    again = false;
    ask = false;
    opens = false;
    deadlineMillis = 0;
  }

  void stream(Cursor cursor) throws WireException {
    int outer = cursor.enter();
    while (cursor.more()) {
      int tag = cursor.tag();
      switch (tag) {
        case Tags.STREAM_KIND -> kind = (int) cursor.varint();
        case Tags.STREAM_OPENER -> opener = cursor.varint() != 0;
        case Tags.STREAM_SEQUENCE -> sequence = unsigned(cursor);
        case Tags.STREAM_DEAF -> deaf = cursor.varint() != 0;
        case Tags.STREAM_FAILURE -> failure = (int) cursor.varint();
        case Tags.STREAM_ERROR_CODE -> cursor.text(errorCode, "error code", Integer.MAX_VALUE);
        case Tags.STREAM_ERROR_MESSAGE ->
            cursor.text(errorMessage, "error message", Integer.MAX_VALUE);
        case Tags.STREAM_CONTENT_TYPE ->
            cursor.text(contentType, "content type", ContentType.MAX_LENGTH);
        case Tags.STREAM_DATA -> cursor.bytes(body);
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  void credit(Cursor cursor) throws WireException {
    int outer = cursor.enter();
    while (cursor.more()) {
      int tag = cursor.tag();
      switch (tag) {
        case Tags.CREDIT_OPENER -> opener = cursor.varint() != 0;
        case Tags.CREDIT_ITEMS -> items = unsigned(cursor);
        case Tags.CREDIT_BYTES -> bytes = unsigned(cursor);
        case Tags.CREDIT_RECEIVED -> received = unsigned(cursor);
        case Tags.CREDIT_AGAIN -> again = cursor.varint() != 0;
        case Tags.CREDIT_ASK -> ask = cursor.varint() != 0;
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  void opening(Cursor cursor) throws WireException {
    opens = true;
    int outer = cursor.enter();
    while (cursor.more()) {
      int tag = cursor.tag();
      switch (tag) {
        case Tags.OPENING_ITEMS -> items = unsigned(cursor);
        case Tags.OPENING_BYTES -> bytes = unsigned(cursor);
        case Tags.OPENING_DEADLINE -> deadlineMillis = unsigned(cursor);
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  private static long unsigned(Cursor cursor) throws WireException {
    long value = cursor.varint();
    return value < 0 ? Long.MAX_VALUE : value;
  }
}
