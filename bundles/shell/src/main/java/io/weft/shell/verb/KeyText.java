package io.weft.shell.verb;

import io.weft.node.NodeId;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** A public key in one word: its X.509 form (SubjectPublicKeyInfo, DER) in base64. */
final class KeyText {

  /** What nodes have; RSA where an administrator's CA decides. */
  private static final List<String> ALGORITHMS = List.of("EC", "RSA");

  private KeyText() {}

  static String of(PublicKey key) {
    return Base64.getEncoder().encodeToString(key.getEncoded());
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  static PublicKey parse(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      throw notOne(text);
    }
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(bytes));
      } catch (GeneralSecurityException e) {
        continue; // perhaps of the next kind
      }
    }
    throw notOne(text);
  }

  /**
   * The node that is meant by an id or by its first key.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static NodeId node(String text) {
    return text.length() == NodeId.LENGTH ? new NodeId(text) : NodeId.of(parse(text));
  }

  private static IllegalArgumentException notOne(String text) {
    String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return new IllegalArgumentException(
        "\"" + shown + "\" is no public key; weft peers --json shows how one looks");
  }
}
