package io.weft.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ListValue;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.weft.codec.protobuf.Messages.Login;
import io.weft.codec.protobuf.Messages.NewerLogin;
import io.weft.codec.protobuf.Messages.Tree;
import io.weft.codec.protobuf.RequiredMessages.Ticket;
import io.weft.exchange.PayloadException;
import io.weft.testkit.CodecContract;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufCodecTest extends CodecContract {
  private final ProtobufCodec codec = new ProtobufCodec(64);

  @Override
  protected ProtobufCodec codec() {
    return codec;
  }

  @Override
  protected Map<String, Sample> samples() {
    Map<String, Sample> samples = new LinkedHashMap<>();
    samples.put("empty", sample(Login.getDefaultInstance()));
    samples.put("login", sample(login()));
    samples.put("nested", sample(tree(60)));
    samples.put("with a required field", sample(Ticket.newBuilder().setCode("x").build()));
    samples.put(
        "of the library",
        sample(
            Struct.newBuilder()
                .putFields("a", Value.newBuilder().setNumberValue(1.5).build())
                .putFields("b", Value.newBuilder().setListValue(ListValue.newBuilder()).build())
                .build()));
    return samples;
  }

  @Override
  protected Map<String, Hostile> refused() {
    byte[] groups = new byte[100_000];
    Arrays.fill(groups, (byte) 0x5b); // field 11, beginning of a group
    Map<String, Hostile> refused = new LinkedHashMap<>();
    refused.put("garbage", hostile("ffffffff", Login.class));
    refused.put("deep nesting", new Hostile(groups, Login.class));
    refused.put("deep messages", new Hostile(tree(65).toByteArray(), Tree.class));
    refused.put("huge number", hostile("10ffffffffffffffffffff7f", Login.class));
    refused.put("string longer than the message", hostile("0affffffff0741", Login.class));
    refused.put("negative length", hostile("0affffffffffffffffff01", Login.class));
    refused.put("broken text", hostile("0a02c328", Login.class));
    refused.put("end of a group that never began", hostile("0c", Login.class));
    refused.put("field number zero", hostile("0001", Login.class));
    refused.put("required field missing", hostile("", Ticket.class));
    refused.put("no generated class", hostile("", DynamicMessage.class));
    refused.put("the interface of all messages", hostile("", MessageLite.class));
    refused.put("no message", hostile("", String.class));
    return refused;
  }

  @Override
  protected List<Class<?>> strangers() {
    return List.of(String.class, Thread.class, Map.class, Login.Builder.class, byte[].class);
  }

  @Override
  protected Class<?> updated() {
    return Updated.class;
  }

  @Test
  void fieldsOfNewerPeersAreKept() {
    NewerLogin newer = NewerLogin.newBuilder().setUser("ada").setAge(36).setHeight(1.7).build();

    Login known = (Login) codec.decode(ByteBuffer.wrap(codec.encode(newer)), Login.class);
    assertThat(known.getUser()).isEqualTo("ada");
    assertThat(codec.decode(ByteBuffer.wrap(codec.encode(known)), NewerLogin.class))
        .isEqualTo(newer);
  }

  @Test
  void placeIsTheOffset() {
    assertThatThrownBy(() -> decode("0a0161120a", Login.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageStartingWith(
            "cannot read application/protobuf as io.weft.codec.protobuf.Messages$Login: offset ");
  }

  @Test
  void missingFieldsAreNamed() {
    assertThatThrownBy(() -> decode("", Ticket.class))
        .hasMessageEndingWith("RequiredMessages$Ticket: required fields are missing: code");
    assertThatThrownBy(() -> codec.encode(Ticket.newBuilder().buildPartial()))
        .isInstanceOf(PayloadException.class)
        .hasMessageEndingWith("required fields are missing: code");
  }

  @Test
  void typeWithoutAParserIsToldWhatToName() {
    assertThatThrownBy(() -> decode("", DynamicMessage.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageEndingWith("name a generated message class");
  }

  @Test
  void bytesMayChangeAfterTheCall() {
    byte[] bytes = codec.encode(login());
    Object decoded = codec.decode(ByteBuffer.wrap(bytes), Login.class);
    Arrays.fill(bytes, (byte) 0);

    assertThat(decoded).isEqualTo(login());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 7, 1001})
  void settingOutOfItsRangeIsRefused(int nesting) {
    assertThatThrownBy(() -> new ProtobufCodec(nesting))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("max_nesting of " + nesting + " in io.weft.codec.protobuf (8 to 1000)");
  }

  private Object decode(String hex, Type type) {
    return codec.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), type);
  }

  private static Login login() {
    return Login.newBuilder()
        .setUser("ada")
        .setAge(-36)
        .addAllRoles(List.of("gpu", "bridge"))
        .putCounts("calls", Long.MAX_VALUE)
        .setSecret(ByteString.copyFrom(new byte[] {0, 1, -1}))
        .build();
  }

  private static Tree tree(int depth) {
    Tree tree = Tree.getDefaultInstance();
    for (int i = 0; i < depth; i++) {
      tree = Tree.newBuilder().setBelow(tree).build();
    }
    return tree;
  }

  private static Sample sample(MessageLite message) {
    return new Sample(message, message.getClass());
  }

  private static Hostile hostile(String hex, Type type) {
    return new Hostile(HexFormat.of().parseHex(hex), type);
  }
}
