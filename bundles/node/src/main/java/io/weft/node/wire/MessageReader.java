package io.weft.node.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.weft.exchange.ApplicationException;
import io.weft.exchange.Headers;
import io.weft.exchange.ServiceDescription;
import io.weft.v1.Failure;
import io.weft.v1.NodeMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads frames, one after the other, without garbage for requests, responses, events and steps of
 * conversations. One thread at a time; what it says is valid until the next {@link #read}, and what
 * is made from the view for as long as the view is.
 *
 * <p>The rules are those of Protocol Buffers: any order, the last value of a field counts, unknown
 * fields are skipped. All lengths and texts have been checked when {@code read} returns. An
 * accessor of another kind of message gives the default value of its field.
 */
public final class MessageReader {

  /** What a frame is. */
  public enum Kind {
    REQUEST,
    RESPONSE,
    EVENT,
    /** A step of a conversation: {@link MessageReader#step} has the rest. */
    STREAM,
    /** Credit of a conversation: {@link MessageReader#step} has the rest. */
    CREDIT,
    /** A frame in a frame, made smaller. */
    PACKED,
    /** Another payload that we know: {@link MessageReader#message} parses it. */
    OTHER,
    /** No payload that we know, as from a newer version: to be answered with an error. */
    UNKNOWN
  }

  /**
   * The largest message that the generated classes parse, in bytes. An advertisement of a thousand
   * services is about a tenth of it; parsed it takes some thirty times its size in memory.
   */
  public static final int MAX_PARSED_BYTES = 1 << 20;

  /** Of UTF-8, in bytes. */
  private static final int LONGEST_CHARACTER = 4;

  /** Nesting of messages that the generated classes parse; the schema's deepest is 4. */
  private static final int MAX_NESTING = 8;

  private static final byte[] NO_BYTES = {};

  private final Cursor cursor = new Cursor();
  private final Span path = new Span();
  private final Span action = new Span();
  private final Span contentType = new Span();
  private final Span body = new Span();
  private final Span errorCode = new Span();
  private final Span errorMessage = new Span();
  private final EventFields event = new EventFields();
  private final Span source = new Span();
  private final Span target = new Span();
  private final StepReader step = new StepReader(contentType, body, errorCode, errorMessage);
  private final Span versions = new Span();
  // Headers of a request, details of a response.
  private final EntrySpans entries = new EntrySpans();
  private final Span method = new Span();

  private ByteBuffer view = ByteBuffer.allocate(0);
  private Supplier<Optional<Runnable>> held = Optional::empty;
  private Kind kind = Kind.UNKNOWN;
  private ContentType unknownType = ContentType.BYTES;
  private long messageId;
  private int hops;
  private int deadlineMillis;
  private int priority;
  private boolean success;
  private int failure;
  private int unpackedSize;

  /**
   * Reads the frame between the view's position and limit, which stay as they are.
   *
   * @throws WireException if it is not one; the accessors then say nothing of use
   */
  public void read(ByteBuffer frame) throws WireException {
    read(frame, Optional::empty);
  }

  /**
   * The same.
   *
   * @param holding makes the frame stay longer, if that can be: see {@link #hold}
   */
  public void read(ByteBuffer frame, Supplier<Optional<Runnable>> holding) throws WireException {
    view = frame;
    held = holding;
    messageId = 0;
    hops = 0;
    source.clear();
    target.clear();
    become(Kind.UNKNOWN);
    cursor.open(frame);
    while (cursor.more()) {
      int tag = cursor.tag();
      switch (tag) {
        case Tags.MESSAGE_ID -> messageId = cursor.varint();
        case Tags.SOURCE -> cursor.bytes(source);
        case Tags.TARGET -> cursor.bytes(target);
        case Tags.HOPS -> hops = (int) cursor.varint();
        case Tags.REQUEST -> request();
        case Tags.RESPONSE -> response();
        case Tags.EVENT -> readEvent();
        case Tags.STREAM -> {
          become(Kind.STREAM);
          step.stream(cursor);
        }
        case Tags.CREDIT -> {
          become(Kind.CREDIT);
          step.credit(cursor);
        }
        case Tags.PACKED -> packed();
        case Tags.HELLO,
            Tags.ADVERTISEMENT,
            Tags.HEARTBEAT,
            Tags.GOAWAY,
            Tags.DISCOVERY,
            Tags.ERROR,
            Tags.CANCEL,
            Tags.UNPACKS,
            Tags.ACKNOWLEDGEMENT,
            Tags.DISTANCES,
            Tags.WISH -> {
          become(Kind.OTHER);
          cursor.skip(tag);
        }
        default -> cursor.skip(tag);
      }
    }
    if (kind == Kind.EVENT) {
      rawNodeId("publisher", event.publisher);
    }
    if (kind != Kind.OTHER && source.length != 0) {
      rawNodeId("source", source);
    }
    if (kind != Kind.OTHER && target.length != 0) {
      rawNodeId("target", target);
    }
  }

  private static void rawNodeId(String what, Span span) throws WireException {
    if (span.length != RawNodeId.LENGTH) {
      throw new WireException(
          what + " of " + span.length + " bytes (" + RawNodeId.LENGTH + " are expected)");
    }
  }

  /**
   * Makes the frame stay as it is until what this returns is run; empty if it cannot. At most once,
   * while it is delivered.
   */
  public Optional<Runnable> hold() {
    return held.get();
  }

  public Kind kind() {
    return kind;
  }

  public long messageId() {
    return messageId;
  }

  /** Index in the view, not from its position; as all offsets here. */
  public int pathOffset() {
    return path.offset;
  }

  public int pathLength() {
    return path.length;
  }

  public int actionOffset() {
    return action.offset;
  }

  public int actionLength() {
    return action.length;
  }

  public String path() {
    return string(path);
  }

  public String action() {
    return string(action);
  }

  /** How long the caller still waits; 0 if it did not say. */
  public int deadlineMillis() {
    return deadlineMillis;
  }

  /** Larger goes first where there is a choice; 0 is normal, and never less. As the caller said. */
  public int priority() {
    return priority;
  }

  /**
   * What travels with the request.
   *
   * @throws IllegalArgumentException if it is more than {@link Headers} may be, or not of its form
   */
  public Headers headers() {
    if (kind != Kind.REQUEST || entries.count() == 0) {
      return Headers.NONE;
    }
    if (entries.count() > Headers.MAX_COUNT) {
      throw new IllegalArgumentException(
          entries.count() + " headers (limit " + Headers.MAX_COUNT + ")");
    }
    // One character more than allowed is kept of what is too long, so that it is refused.
    return new Headers(
        entries.texts(
            view,
            Headers.MAX_NAME_LENGTH + LONGEST_CHARACTER,
            Headers.MAX_VALUE_BYTES + LONGEST_CHARACTER));
  }

  /** What an error is about; what is more or longer than it may be is left out. */
  public Map<String, String> errorDetails() {
    return kind != Kind.RESPONSE || entries.count() == 0
        ? Map.of()
        : entries.texts(
            view,
            ApplicationException.MAX_DETAIL_NAME_BYTES,
            ApplicationException.MAX_DETAIL_BYTES);
  }

  /** Which versions may answer; empty for the newest. */
  public String versions() {
    return versions.length == 0 ? "" : string(versions);
  }

  /** Of the body; makes nothing new if it is known or the same as the last that was not. */
  public ContentType contentType() {
    ContentType type = ContentType.read(view, contentType.offset, contentType.length, unknownType);
    if (!type.isKnown()) {
      unknownType = type;
    }
    return type;
  }

  /** Index in the view of params or data. */
  public int bodyOffset() {
    return body.offset;
  }

  public int bodyLength() {
    return body.length;
  }

  /** A copy of params or data. */
  public byte[] body() {
    return copy(body);
  }

  /** Of a step of a conversation, or of a request that opens one; the next read changes it. */
  public StepReader step() {
    return step;
  }

  public boolean success() {
    return success;
  }

  /** {@link Failure#UNRECOGNIZED} if it is one of a newer version. */
  public Failure failure() {
    Failure known = Failure.forNumber(failure);
    return known == null ? Failure.UNRECOGNIZED : known;
  }

  /** At most 4 KiB of it. */
  public String errorCode() {
    return string(errorCode);
  }

  /** At most 4 KiB of it. */
  public String errorMessage() {
    return string(errorMessage);
  }

  /** What is said of an event beside its content type and its data. */
  public EventFields event() {
    return event;
  }

  /** The raw id of the node that a relayed message is from; empty if it is from the sender. */
  public byte[] source() {
    return source.length == 0 ? NO_BYTES : copy(source);
  }

  /** The raw id of the node that a relayed message is for; empty if it is for the receiver. */
  public byte[] target() {
    return target.length == 0 ? NO_BYTES : copy(target);
  }

  /** Whether it is from another node than the sender, or for another one than the receiver. */
  public boolean isRelayed() {
    return source.length != 0 || target.length != 0;
  }

  /** How many further nodes may relay it. */
  public int hops() {
    return hops;
  }

  /** How a frame was packed; {@link #body} is what became of it. */
  public String method() {
    return string(method);
  }

  /** Bytes that a packed frame says it has; negative if they are more than any buffer holds. */
  public int unpackedSize() {
    return unpackedSize;
  }

  /**
   * The whole message, by the generated classes.
   *
   * @throws WireException if it is larger than 1 MiB, nested deeper than 8, or malformed inside
   */
  public NodeMessage message() throws WireException {
    if (view.remaining() > MAX_PARSED_BYTES) {
      throw new WireException(
          "message of " + view.remaining() + " bytes (limit " + MAX_PARSED_BYTES + ")");
    }
    CodedInputStream in = CodedInputStream.newInstance(view.duplicate());
    in.setRecursionLimit(MAX_NESTING);
    try {
      NodeMessage message = NodeMessage.parseFrom(in);
      in.checkLastTagWas(0);
      return message;
    } catch (InvalidProtocolBufferException e) {
      throw new WireException(
          e.getMessage()
              + " (message of "
              + view.remaining()
              + " bytes, nesting limit "
              + MAX_NESTING
              + ", at offset "
              + in.getTotalBytesRead()
              + ")");
    } catch (IOException e) {
      throw new IllegalStateException("reading memory failed", e);
    }
  }

  private void request() throws WireException {
    become(Kind.REQUEST);
    int outer = cursor.enter();
    while (cursor.more()) {
      int tag = cursor.tag();
      switch (tag) {
        case Tags.SERVICE_PATH ->
            cursor.text(path, "service path", ServiceDescription.MAX_PATH_LENGTH);
        case Tags.ACTION -> cursor.text(action, "action", ServiceDescription.MAX_ACTION_LENGTH);
        case Tags.OPTIONS -> options();
        case Tags.REQUEST_CONTENT_TYPE ->
            cursor.text(contentType, "content type", ContentType.MAX_LENGTH);
        case Tags.PARAMS -> cursor.bytes(body);
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  private void options() throws WireException {
    int outer = cursor.enter();
    while (cursor.more()) {
      int tag = cursor.tag();
      switch (tag) {
        case Tags.CONVERSATION -> step.opening(cursor);
        case Tags.DEADLINE -> deadlineMillis = positive();
        case Tags.PRIORITY -> priority = positive();
        case Tags.HEADERS -> entries.add(cursor, "header");
        case Tags.VERSIONS -> cursor.text(versions, "range of versions", Route.MAX_VERSIONS_BYTES);
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  private int positive() throws WireException {
    int value = (int) cursor.varint();
    return value < 0 ? Integer.MAX_VALUE : value;
  }

  private void response() throws WireException {
    become(Kind.RESPONSE);
    int outer = cursor.enter();
    while (cursor.more()) {
      int tag = cursor.tag();
      switch (tag) {
        case Tags.SUCCESS -> success = cursor.varint() != 0;
        case Tags.ERROR_CODE -> cursor.text(errorCode, "error code", Integer.MAX_VALUE);
        case Tags.ERROR_MESSAGE -> cursor.text(errorMessage, "error message", Integer.MAX_VALUE);
        case Tags.FAILURE -> failure = (int) cursor.varint();
        case Tags.RESPONSE_CONTENT_TYPE ->
            cursor.text(contentType, "content type", ContentType.MAX_LENGTH);
        case Tags.RESPONSE_DATA -> cursor.bytes(body);
        case Tags.ERROR_DETAILS -> entries.add(cursor, "error detail");
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  private void readEvent() throws WireException {
    become(Kind.EVENT);
    int outer = cursor.enter();
    while (cursor.more()) {
      int tag = cursor.tag();
      switch (tag) {
        case Tags.EVENT_CONTENT_TYPE ->
            cursor.text(contentType, "content type", ContentType.MAX_LENGTH);
        case Tags.EVENT_DATA -> cursor.bytes(body);
        default -> event.field(cursor, tag, view);
      }
    }
    cursor.leave(outer);
  }

  private void packed() throws WireException {
    become(Kind.PACKED);
    int outer = cursor.enter();
    while (cursor.more()) {
      int tag = cursor.tag();
      switch (tag) {
        case Tags.METHOD -> cursor.text(method, "way of packing", PackedWire.MAX_METHOD_BYTES);
        case Tags.UNPACKED_SIZE -> unpackedSize = (int) cursor.varint();
        case Tags.PACKED_DATA -> cursor.bytes(body);
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  /** The same payload again goes on with what it said before; another one replaces it. */
  private void become(Kind next) {
    if (kind == next && next != Kind.UNKNOWN) {
      return;
    }
    kind = next;
    path.clear();
    action.clear();
    contentType.clear();
    body.clear();
    errorCode.clear();
    errorMessage.clear();
    event.clear();
    step.clear();
    versions.clear();
    entries.clear();
    method.clear();
    deadlineMillis = 0;
    priority = 0;
    success = false;
    failure = 0;
    unpackedSize = 0;
  }

  private String string(Span span) {
    return Text.string(view, span.offset, span.length, ResponseWire.MAX_ERROR_BYTES);
  }

  private byte[] copy(Span span) {
    byte[] bytes = new byte[span.length];
    view.get(span.offset, bytes);
    return bytes;
  }
}
