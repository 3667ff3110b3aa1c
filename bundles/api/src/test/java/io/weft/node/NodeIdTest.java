package io.weft.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdTest {

  /** The id below was computed with sha256sum and base32. */
  private static final String KEY =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==";

  @Test
  void theIdIsTheHashOfTheKeyInBase32() throws Exception {
    PublicKey key =
        KeyFactory.getInstance("EC")
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(KEY)));

    assertThat(NodeId.of(key).text())
        .isEqualTo("ltjff6ym5cjsinx27dgncbajqg4j5zfnnop6tyvcw7trvlfsptjq");
  }

  @Test
  void otherKeysHaveOtherIds() throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
    keys.initialize(256);

    NodeId one = NodeId.of(keys.generateKeyPair().getPublic());
    NodeId other = NodeId.of(keys.generateKeyPair().getPublic());

    assertThat(one).isNotEqualTo(other);
    assertThat(one.text()).hasSize(NodeId.LENGTH);
    assertThat(one.shortText()).isEqualTo(one.text().substring(0, 8));
    assertThat(new NodeId(one.text())).isEqualTo(one);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "abc", "A", "1", "ä", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"})
  void whatIsNoNodeIdIsRefusedAndShown(String text) {
    assertThatThrownBy(() -> new NodeId(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\"");
  }

  @Test
  void aVeryLongTextIsShownShortened() {
    assertThatThrownBy(() -> new NodeId("x".repeat(100_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
  }
}
