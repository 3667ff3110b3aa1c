package io.weft.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.weft.codec.jackson.Samples.Login;
import io.weft.codec.jackson.Samples.Many;
import io.weft.exchange.PayloadException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonCodecTest extends JacksonContract {
  private final JsonCodec codec = new JsonCodec(bundles.context(), Bounds.DEFAULT);

  @Override
  protected JsonCodec codec() {
    return codec;
  }

  @Override
  protected Map<String, Hostile> refused() {
    Map<String, Hostile> refused = new LinkedHashMap<>();
    refused.put("garbage", hostile("}{", Login.class));
    refused.put("nothing", hostile("", Login.class));
    refused.put("deep nesting", hostile("[".repeat(100_000), Object.class));
    refused.put("deep objects", hostile("{\"left\":".repeat(100_000), Samples.Tree.class));
    refused.put("huge number", hostile("{\"age\":" + "9".repeat(100_000) + "}", Login.class));
    refused.put(
        "number out of range", hostile("{\"user\":\"a\",\"age\":99999999999}", Login.class));
    refused.put("huge exponent", hostile("{\"big\":1e1000000000}", Samples.Numbers.class));
    refused.put("long name", hostile("{\"" + "n".repeat(100_000) + "\":1}", Login.class));
    refused.put("more after the end", hostile("{\"user\":\"a\",\"age\":1} {}", Login.class));
    refused.put("broken text", new Hostile(new byte[] {'"', (byte) 0xc3, '"'}, String.class));
    refused.put("null for a number", hostile("null", int.class));
    refused.put("unknown constant", hostile("\"BLUE\"", Samples.Colour.class));
    refused.put("position of a constant", hostile("0", Samples.Colour.class));
    refused.put("abstract type", hostile("{\"radius\":1}", Samples.Shape.class));
    return refused;
  }

  @Test
  void recordIsAnObjectOfItsComponents() {
    assertThat(new String(codec.encode(new Login("ada", 36)), UTF_8))
        .isEqualTo("{\"user\":\"ada\",\"age\":36}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"user\":\"a\",\"age\":\"x\"}|expected a number for \"age\" but found a string",
        "{\"user\":\"a\",\"age\":\"7\"}|expected a number for \"age\" but found a string",
        "{\"user\":\"a\",\"age\":1.5}|expected a number for \"age\" but found a fraction",
        "{\"user\":\"a\",\"age\":null}|expected a number for \"age\" but found null",
        "{\"user\":\"a\",\"age\":true}|expected a number for \"age\" but found true",
        "{\"user\":\"a\",\"age\":[]}|expected a number for \"age\" but found a list",
        "{\"user\":\"a\",\"age\":{}}|expected a number for \"age\" but found an object",
        "{\"user\":\"a\"}|expected a number for \"age\" but found nothing",
        "{\"user\":5,\"age\":1}|expected a string for \"user\" but found a whole number",
        "[]|expected an object but found a list",
        "\"ada\"|expected an object but found a string"
      })
  void wrongKindIsSaidByNameAndPlace(String json, String reason) {
    assertThatThrownBy(() -> decode(json, Login.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageStartingWith(
            "cannot read application/json as io.weft.codec.jackson.Samples$Login: line 1, column ")
        .hasMessageEndingWith(reason);
  }

  @Test
  void placeIsLineAndColumn() {
    assertThatThrownBy(() -> decode("{\n  \"age\": \"x\" }", Login.class))
        .hasMessageContaining("line 2, column 10: expected a number for \"age\"");
  }

  @Test
  void placeInsideIsAPath() {
    assertThatThrownBy(() -> decode("{\"list\":[{\"user\":\"a\",\"age\":\"x\"}]}", Many.class))
        .hasMessageEndingWith("expected a number for \"list[0].age\" but found a string");
  }

  @Test
  void constantsAreListed() {
    assertThatThrownBy(() -> decode("{\"set\":[\"BLUE\"]}", Many.class))
        .hasMessageEndingWith(
            "expected one of RED, GREEN for \"set[0]\" but found a string that is none");
  }

  @Test
  void syntaxErrorHasItsPlace() {
    assertThatThrownBy(() -> decode("{\"user\":\"a\",}", Login.class))
        .hasMessageContaining("line 1, column 13: Unexpected character ('}'");
  }

  @Test
  void contentIsNotRepeated() {
    assertThatThrownBy(() -> decode("{\"user\":\"a\",\"age\":\"s3cret\"}", Login.class))
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void nestingLimitNamesItsNumber() {
    assertThatThrownBy(() -> decode("[".repeat(65) + "]".repeat(65), Object.class))
        .hasMessageEndingWith("Document nesting depth (65) exceeds the maximum allowed (64)");
  }

  @Test
  void refusalOfAConstructorIsPassedOn() {
    assertThatThrownBy(() -> decode("{\"degrees\":500}", Angle.class))
        .hasMessageEndingWith(
            "refused by io.weft.codec.jackson.JsonCodecTest$Angle: 500 degrees (0 to 359)");
  }

  record Angle(int degrees) {
    Angle {
      if (degrees < 0 || degrees > 359) {
        throw new IllegalArgumentException(degrees + " degrees (0 to 359)");
      }
    }
  }

  @Test
  void propertiesOfNewerPeersArePassedOver() {
    assertThat(decode("{\"user\":\"a\",\"age\":1,\"shoe\":{\"size\":[44]}}", Login.class))
        .isEqualTo(new Login("a", 1));
  }

  @Test
  void whatIsMissingIsNullOrEmpty() {
    Many many = (Many) decode("{\"flag\":false}", Many.class);

    assertThat(many.list()).isNull();
    assertThat(many.none()).isIn(null, Optional.empty());
  }

  @Test
  void circleIsRefusedInsteadOfOverflowing() {
    List<Object> circle = new ArrayList<>();
    circle.add(circle);

    assertThatThrownBy(() -> codec.encode(circle))
        .isInstanceOf(PayloadException.class)
        .hasMessageStartingWith("cannot write java.util.ArrayList as application/json: ")
        .hasMessageContaining("64");
  }

  @Test
  void objectWithNothingToWriteIsRefusedByName() {
    assertThatThrownBy(() -> codec.encode(new Opaque()))
        .isInstanceOf(PayloadException.class)
        .hasMessageStartingWith(
            "cannot write io.weft.codec.jackson.JsonCodecTest$Opaque as application/json: ");
  }

  static final class Opaque {}

  @Test
  void subtypesAreKnownByListedNamesOnly() {
    assertThat(decode("{\"kind\":\"cat\",\"lives\":9}", Animal.class)).isEqualTo(new Cat(9));
    assertThatThrownBy(() -> decode("{\"kind\":\"java.lang.Thread\"}", Animal.class))
        .isInstanceOf(PayloadException.class);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes(@JsonSubTypes.Type(value = Cat.class, name = "cat"))
  interface Animal {}

  record Cat(int lives) implements Animal {}

  @Test
  void noClassIsLoadedByAName() {
    assertThatThrownBy(
            () -> decode("{\"it\":{\"@class\":\"java.net.URL\",\"x\":1}}", ByClassName.class))
        .isInstanceOf(PayloadException.class);
  }

  record ByClassName(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Object it) {}

  @Test
  void largeDirectBufferIsRead() {
    String text = "x".repeat(1_000_000);
    byte[] bytes = codec.encode(text);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();

    assertThat(codec.decode(direct.asReadOnlyBuffer(), String.class)).isEqualTo(text);
  }

  private Object decode(String json, Type type) {
    return codec.decode(ByteBuffer.wrap(json.getBytes(UTF_8)), type);
  }

  private static Hostile hostile(String json, Type type) {
    return new Hostile(json.getBytes(UTF_8), type);
  }
}
