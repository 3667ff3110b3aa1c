package io.weft.exchange;

/**
 * A value that is encoded already. As parameters or result it is passed on as it is.
 *
 * @param contentType such as {@code application/json}
 * @param bytes must not change
 */
@SuppressWarnings("ArrayRecordComponent")
public record Encoded(String contentType, byte[] bytes) {

  /** Content type of plain bytes, which no codec touches. */
  public static final String BYTES = "application/octet-stream";

  /** Content type of JSON text (RFC 8259). */
  public static final String JSON = "application/json";

  /** Content type of CBOR (RFC 8949). */
  public static final String CBOR = "application/cbor";

  /** Content type of Protocol Buffers messages. */
  public static final String PROTOBUF = "application/protobuf";
}
