package io.weft.discovery.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.discovery.registry.Sheet.BrokenException;
import io.weft.discovery.registry.Sheet.Form;
import io.weft.discovery.registry.Sheet.Problem;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.TestNetwork;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SheetReaderTest {

  private static final String OF_ANOTHER_TOOL =
      """
      [
        {
          "cluster_node_id": "prod-7",
          "node_id": "0f".repeat(32),
          "direct_addresses": ["10.0.0.7:7001", "tcp://10.0.1.7:7001"],
          "relay_url": "https://relay.example",
          "address": "10.0.0.7:7001",
          "source": "static",
          "discovered_at": "2026-01-31T12:00:00.123456Z",
          "hostname": "rack-7", "labels": {"zone": ["a", {"b": null}]}
        }
      ]
      """
          .replace("\"0f\".repeat(32)", '"' + "0f".repeat(32) + '"');

  @Test
  void fieldsOfOtherToolsAreReadAsTheyAreAndUnknownOnesPassedOver() throws BrokenException {
    Sheet sheet = read(OF_ANOTHER_TOOL);
    assertThat(sheet.form()).isEqualTo(Form.ARRAY);
    assertThat(sheet.problems()).isEmpty();
    Listed entry = sheet.entries().get(0);
    assertThat(entry.place()).isEqualTo("f.json:2:3");
    assertThat(entry.network()).contains("prod-7");
    assertThat(entry.node()).contains("0f".repeat(32));
    assertThat(entry.addresses())
        .containsExactly(URI.create("tcp://10.0.0.7:7001"), URI.create("tcp://10.0.1.7:7001"));
    assertThat(entry.proof()).isEmpty();
  }

  @Test
  void peersMayStandInAnObject() throws BrokenException {
    Sheet sheet = read("{\"version\": 2, \"peers\": " + OF_ANOTHER_TOOL + ", \"more\": [[]]}");
    assertThat(sheet.form()).isEqualTo(Form.PEERS);
    assertThat(sheet.entries()).hasSize(1);
  }

  @Test
  void whatANodeWritesIsReadBack() throws BrokenException {
    FixedSelf ann = new TestNetwork("blue").node("ann");
    Sheet sheet = read(Provider.textOf(ann));
    assertThat(sheet.form()).isEqualTo(Form.ONE_NODE);
    Listed entry = sheet.entries().get(0);
    assertThat(entry.name()).contains("ann");
    assertThat(entry.network()).contains("blue");
    assertThat(entry.node()).contains(ann.id().text());
    assertThat(entry.proof().orElseThrow().join()).isEqualTo(ann.signedRecord());
    assertThat(entry.addresses()).isEqualTo(ann.record().addresses());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|f.json|it is empty",
        "` `|f.json|it is empty",
        "<!DOCTYPE html><html>|f.json|it is a web page or XML",
        "nonsense|f.json:1:1|bad JSON: Unrecognized token 'nonsense'",
        "42|f.json:1:1|it is neither an object nor an array, but a number",
        "`\"x\"`|f.json:1:1|it is neither an object nor an array, but a text",
        "{\"a\": 1} {}|f.json:1:10|something follows the end",
        "{\"a\": 1,}|f.json:1:9|bad JSON: Unexpected character ('}'",
        "[{\"a\" 1}]|f.json:1:7|bad JSON: Unexpected character ('1'",
        "[{\"a\": 1}|f.json:1:10|bad JSON: Unexpected end-of-input",
        "{\"a\": \"b|f.json:1:9|bad JSON: Unexpected end-of-input",
        "{\"sequence\": 007}|f.json:1:15|bad JSON: Invalid numeric value",
        "{\"a\": NaN}|f.json:1:10|bad JSON: Non-standard token 'NaN'",
      })
  void badJsonIsToldByLineAndColumn(String text, String place, String reason) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            BrokenException.class,
            e -> {
              assertThat(e.problem().place()).isEqualTo(place);
              assertThat(e.problem().reason()).startsWith(reason);
            });
  }

  @Test
  void lineIsTheOneOfTheMistake() {
    assertThatThrownBy(() -> read("{\n\"node_id\": \"x\",\n   \"address\": tcp\n}"))
        .isInstanceOfSatisfying(
            BrokenException.class, e -> assertThat(e.problem().place()).startsWith("f.json:3:"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"node_id\": 7}|f.json:1:13|node_id is a text, but here is a number",
        "{\"name\": {\"a\": 1}}|f.json:1:10|name is a text, but here is an object",
        "{\"direct_addresses\": \"x\"}|f.json:1:22|direct_addresses is an array, but here is a text",
        "{\"direct_addresses\": [1]}|f.json:1:23|direct_addresses is a text, but here is a number",
        "{\"sequence\": \"1\"}|f.json:1:14|sequence is a whole number, but here is a text",
        "{\"sequence\": 1.5}|f.json:1:14|sequence is a whole number, but here is a number",
        "{\"sequence\": 99999999999999999999}|f.json:1:14|sequence is \"99999999999999999999\"",
        "{\"expires\": \"tomorrow\"}|f.json:1:13|expires is \"tomorrow\", which is no time by ISO 8601",
        "{\"discovered_at\": \"1\"}|f.json:1:19|discovered_at is \"1\", which is no time",
        "{\"name\": \"a\", \"name\": \"b\"}|f.json:1:23|name is there twice",
        "{\"signature\": \"AAAA\"}|f.json:1:1|it is signed, but record is missing",
        "{\"record\": \"AAAA\", \"signature\": \"AAAA\"}|f.json:1:1|it is signed, but certificates is",
        "{\"record\":\"A*\",\"signature\":\"AA==\",\"certificates\":[\"AA==\"]}|f.json:1:11|record is not base64",
        "[7]|f.json:1:2|a peer is an object, but here is a number",
      })
  void wrongFieldSpoilsItsEntryOnly(String text, String place, String reason)
      throws BrokenException {
    Sheet sheet = read(text);
    assertThat(sheet.entries()).isEmpty();
    assertThat(sheet.problems()).hasSize(1);
    assertThat(sheet.problems().get(0).place()).isEqualTo(place);
    assertThat(sheet.problems().get(0).reason()).startsWith(reason);
    String between = text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
    assertThat(
            read("[{\"address\":\"a:1\"}," + between + ",{\"address\":\"b:2\"}]").entries().stream()
                .flatMap(entry -> entry.addresses().stream()))
        .containsExactly(URI.create("tcp://a:1"), URI.create("tcp://b:2"));
  }

  @Test
  void tenThousandAddressesOfOneEntryAreTooMany() throws BrokenException {
    String many =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "\"10.0.0.1:" + i + "\"")
            .collect(Collectors.joining(","));
    Sheet sheet = read("[{\"direct_addresses\":[" + many + "]},{\"address\":\"a:1\"}]");
    assertThat(sheet.entries()).hasSize(1);
    assertThat(sheet.problems())
        .containsExactly(
            new Problem("f.json:1:22", "direct_addresses has 10000 values (limit 64)"));
  }

  @Test
  void entriesAboveTheLimitAreCountedAndProblemsAreFew() throws BrokenException {
    String entries = "{\"address\":\"a:1\"},".repeat(20) + "{\"address\":\"a:1\"}";
    Sheet few = SheetReader.read(('[' + entries + ']').getBytes(UTF_8), "f.json", 5);
    assertThat(few.entries()).hasSize(5);
    assertThat(few.problems()).singleElement().asString().contains("16 entries are not read");
    Sheet wrong = read("[" + "1,".repeat(99) + "1]");
    assertThat(wrong.problems()).hasSize(17);
    assertThat(wrong.problems().get(16).reason()).isEqualTo("it has 84 more entries with mistakes");
  }

  @Test
  void nestingAndLengthsAreBounded() {
    assertBroken("[".repeat(100_000), "nesting depth");
    assertBroken("{\"a\":" + "[".repeat(50) + "]".repeat(50) + "}", "nesting depth");
    assertBroken("{\"sequence\":" + "9".repeat(100_000) + "}", "exceeds the maximum allowed");
    assertBroken("{\"" + "n".repeat(100_000) + "\":1}", "ame");
  }

  @Test
  void textsAreBoundedAndCleanInMessages() throws BrokenException {
    assertThat(read("{\"name\":\"" + "n".repeat(2000) + "\"}").problems().get(0).reason())
        .isEqualTo("name has 2000 characters (limit 1024)");
    Sheet sheet = read("{\"address\":\"\\u001b[2Jhello there\"}");
    assertThat(sheet.entries().get(0).remarks().get(0)).startsWith("\"?[2Jhello there\" is no");
    assertThat(
            read("{\"direct_addresses\":[\"" + "a".repeat(300) + ":1\"]}")
                .entries()
                .get(0)
                .remarks())
        .containsExactly("an address of 302 characters (limit 256)");
  }

  @Test
  void addressesThatAreNoneAreRemarkedAndTheOthersUsed() throws BrokenException {
    Listed entry =
        read("{\"direct_addresses\":[\"nonsense\",\"tcp://\",\"mailto:a\",\"10.0.0.1:99999\","
                + "\"[::1]:7001\",\"unix:///run/a\",\"quic://h:1\"]}")
            .entries()
            .get(0);
    assertThat(entry.addresses())
        .containsExactly(
            URI.create("tcp://[::1]:7001"), URI.create("unix:///run/a"), URI.create("quic://h:1"));
    assertThat(entry.remarks()).hasSize(4);
  }

  @Test
  void otherUnicodeThanUtf8IsRecognised() throws BrokenException {
    byte[] wide = "[{\"address\":\"a:1\"}]".getBytes(StandardCharsets.UTF_16);
    assertThat(SheetReader.read(wide, "f.json", 9).entries()).hasSize(1);
    byte[] marked = "\uFEFF[{\"address\":\"a:1\"}]".getBytes(UTF_8);
    assertThat(SheetReader.read(marked, "f.json", 9).entries()).hasSize(1);
    byte[] latin = "{\"name\":\"\u00fc\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> SheetReader.read(latin, "f.json", 9))
        .isInstanceOf(BrokenException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void everyTruncationOfARegistryFileIsBroken() {
    byte[] whole = Provider.fileOf(new TestNetwork("blue").node("ann"));
    for (int length = 0; length < whole.length - 2; length += 7) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> SheetReader.read(part, "f.json", 9))
          .as("%s bytes", length)
          .isInstanceOf(BrokenException.class);
    }
  }

  private static void assertBroken(String text, String reason) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BrokenException.class)
        .hasMessageContaining(reason);
  }

  private static Sheet read(String text) throws BrokenException {
    return SheetReader.read(text.getBytes(UTF_8), "f.json", Holdings.MAX_ENTRIES);
  }
}
