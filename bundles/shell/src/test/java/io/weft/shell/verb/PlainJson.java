package io.weft.shell.verb;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.weft.exchange.Codec;
import io.weft.exchange.Encoded;
import io.weft.exchange.PayloadException;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** JSON without a framework. */
final class PlainJson implements Codec {
  private final ObjectMapper mapper = new ObjectMapper();

  @Override
  public String contentType() {
    return Encoded.JSON;
  }

  @Override
  public boolean accepts(Class<?> type) {
    return true;
  }

  @Override
  public byte[] encode(Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object decode(ByteBuffer bytes, Type type) {
    try {
      return mapper.readValue(
          StandardCharsets.UTF_8.decode(bytes).toString(), mapper.constructType(type));
    } catch (IOException e) {
      throw new PayloadException(e.getMessage());
    }
  }
}
