package io.weft.discovery.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.testkit.FixedSelf;
import io.weft.testkit.TestNetwork;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {

  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann");
  private final FixedSelf bob = network.node("bob");
  private final Judge judge = new Judge(new KnownRecords(network), Clock.systemUTC());

  @Test
  void signedEntryIsProven() throws Exception {
    Judged judged = judged(Provider.textOf(ann));
    assertThat(judged).isInstanceOf(Judged.Proven.class);
    assertThat(((Judged.Proven) judged).record().id()).isEqualTo(ann.id());
  }

  @ParameterizedTest
  @CsvSource({
    "\"blue\",\"red\",cluster_node_id",
    "\"name\" : \"ann\",\"name\" : \"eve\",name",
    "tcp://127.0.0.1:7001,tcp://127.0.0.1:6666,address",
    "\"sequence\" : 1,\"sequence\" : 2,sequence",
    "\"expires\" : \"2,\"expires\" : \"3,expires",
  })
  void readableFieldThatSaysSomethingElseIsNamed(String was, String now, String field)
      throws Exception {
    Judged judged = judged(Provider.textOf(ann).replace(was, now));
    assertThat(reason(judged)).startsWith(field + " ").contains("changed after it was signed");
    assertThat(((Judged.Refused) judged).signed()).isEmpty();
  }

  @Test
  void idAndKeyOfAnotherNodeAreNoticed() throws Exception {
    String text = Provider.textOf(ann);
    assertThat(reason(judged(text.replace(ann.id().text(), bob.id().text()))))
        .startsWith("node_id says \"" + bob.id());
    String key = java.util.Base64.getEncoder().encodeToString(ann.keys().getPublic().getEncoded());
    assertThat(reason(judged(text.replace(key, "AAAA")))).startsWith("public_key says \"AAAA\"");
  }

  @Test
  void addressesAddedToOrTakenFromASignedEntryAreNoticed() throws Exception {
    String text = Provider.textOf(ann);
    String one = "    \"tcp://127.0.0.1:7001\"";
    assertThat(reason(judged(text.replace(one, one + ", \"10.6.6.6:1\""))))
        .startsWith("direct_addresses has \"tcp://10.6.6.6:1\", its signed record has not");
    assertThat(reason(judged(text.replace(one, ""))))
        .startsWith("direct_addresses lacks \"tcp://127.0.0.1:7001\"");
    assertThat(judged(text.replace(one, "\"127.0.0.1:7001\""))).isInstanceOf(Judged.Proven.class);
  }

  @Test
  void forgedSignatureIsRefusedWithItsProof() throws Exception {
    String forged = Provider.textOf(ann).replaceAll("\"signature\" : \"..", "\"signature\" : \"zz");
    Judged.Refused refused = (Judged.Refused) judged(forged);
    assertThat(refused.reason()).isEqualTo("its key has not signed it");
    assertThat(refused.signed()).isPresent();
    assertThat(refused.place()).isEqualTo("f.json:1:1");
  }

  @Test
  void proofOverTheLimitIsNotEvenVerified() throws Exception {
    String certificate = "\"" + "A".repeat(4800) + "\"";
    String text =
        Provider.textOf(ann)
            .replace("\"certificates\" : [", "\"certificates\" : [" + certificate + ",");
    assertThat(reason(judged(text.replaceFirst(",\\s*]", "]"))))
        .startsWith("its signed record has ")
        .endsWith(" bytes (limit 4096)");
  }

  @Test
  void unsignedEntryIsMereAddresses() throws Exception {
    Judged.Bare bare =
        (Judged.Bare)
            judged("{\"node_id\":\"" + bob.id() + "\",\"direct_addresses\":[\"10.0.0.7:7001\"]}");
    assertThat(bare.expected()).contains(bob.id());
    assertThat(bare.addresses()).containsExactly(URI.create("tcp://10.0.0.7:7001"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "rack-7",
        "0f1e2d3c4b5a69780f1e2d3c4b5a69780f1e2d3c4b5a69780f1e2d3c4b5a6978",
        "0f1e2d3c4b5a69780f1e2d3c4b5a69780f1e2d3c4b5a6978",
        "b1946ac9-2492-4d23-87a1-1c0f00000000",
        "12D3KooWGRUVh9Ff6zQZJvDyRcGgXyEXAMPLEEXAMPLEEXAMPLEEXAMPLE"
      })
  void idsOfOtherToolsSayNothing(String id) throws Exception {
    Judged judged = judged("{\"node_id\":\"" + id + "\",\"address\":\"10.0.0.7:7001\"}");
    assertThat(((Judged.Bare) judged).expected()).isEmpty();
  }

  @Test
  void idThatShouldBeOneOfOursIsSaid() throws Exception {
    String wrong = bob.id().text().substring(0, 51) + "1";
    assertThat(reason(judged("{\"node_id\":\"" + wrong + "\",\"address\":\"10.0.0.7:7001\"}")))
        .startsWith("node_id is not a node id: \"" + wrong);
    String longer = bob.id().text() + "a";
    assertThat(reason(judged("{\"node_id\":\"" + longer + "\",\"address\":\"10.0.0.7:7001\"}")))
        .contains("not a node id");
  }

  @Test
  void unsignedEntryOfAnotherNetworkIsRefused() throws Exception {
    String other = "n".repeat(51) + "a";
    assertThat(reason(judged("{\"cluster_node_id\":\"" + other + "\",\"address\":\"a:1\"}")))
        .isEqualTo("cluster_node_id is network \"" + other + "\", ours is blue");
    assertThat(judged("{\"cluster_node_id\":\"prod\",\"address\":\"a:1\"}"))
        .isInstanceOf(Judged.Bare.class);
  }

  @Test
  void unsignedEntryThatHasExpiredOrLeadsNowhereIsRefused() throws Exception {
    assertThat(reason(judged("{\"address\":\"a:1\",\"expires\":\"2020-01-01T00:00:00Z\"}")))
        .startsWith("it expired at 2020-01-01T00:00:00Z, it is ");
    assertThat(reason(judged("{\"relay_url\":\"https://relay\"}")))
        .startsWith("it has no address that could be dialled");
    assertThat(reason(judged("{\"address\":\"nonsense\"}")))
        .startsWith("\"nonsense\" is no address");
    assertThat(judged("{\"address\":\"a:1\",\"expires\":\"2999-01-01T00:00:00+02:00\"}"))
        .isInstanceOf(Judged.Bare.class);
  }

  private Judged judged(String text) throws Exception {
    Sheet sheet = SheetReader.read(text.getBytes(UTF_8), "f.json", 1);
    assertThat(sheet.problems()).isEmpty();
    return judge.of(sheet.entries().get(0), Optional.of("blue"));
  }

  private static String reason(Judged judged) {
    assertThat(judged).isInstanceOf(Judged.Refused.class);
    return ((Judged.Refused) judged).reason();
  }
}
