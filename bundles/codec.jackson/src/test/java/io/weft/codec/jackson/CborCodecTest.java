package io.weft.codec.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.codec.jackson.Samples.Login;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CborCodecTest extends JacksonContract {
  private final CborCodec codec = new CborCodec(bundles.context(), Bounds.DEFAULT);

  @Override
  protected CborCodec codec() {
    return codec;
  }

  @Override
  protected Map<String, Hostile> refused() {
    byte[] lists = new byte[100_000];
    Arrays.fill(lists, (byte) 0x81); // a list of one element
    Map<String, Hostile> refused = new LinkedHashMap<>();
    refused.put("garbage", hostile("ffff", Login.class));
    refused.put("nothing", hostile("", Login.class));
    refused.put("deep nesting", new Hostile(lists, Object.class));
    refused.put("huge number", hostile("a163616765c25a7fffffff", Login.class));
    refused.put("number out of range", hostile("a1636167651b7fffffffffffffff", Login.class));
    refused.put("string longer than the message", hostile("7b7fffffffffffffff41", String.class));
    refused.put("bytes longer than the message", hostile("5a7fffffff41", byte[].class));
    refused.put("list longer than the message", hostile("9b7fffffffffffffff01", Object.class));
    refused.put("more after the end", hostile("0102", int.class));
    refused.put("string for a number", hostile("a1636167656178", Login.class));
    return refused;
  }

  @Test
  void bytesAreBytes() {
    assertThat(codec.encode(new byte[] {1, 2})).asHexString().isEqualTo("420102");
  }

  @Test
  void placeIsTheOffset() {
    byte[] bytes = HexFormat.of().parseHex("a1636167656178");

    assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(bytes), Login.class))
        .hasMessage(
            "cannot read application/cbor as io.weft.codec.jackson.Samples$Login: offset 5: "
                + "expected a number for \"age\" but found a string");
  }

  private static Hostile hostile(String hex, Type type) {
    return new Hostile(HexFormat.of().parseHex(hex), type);
  }
}
