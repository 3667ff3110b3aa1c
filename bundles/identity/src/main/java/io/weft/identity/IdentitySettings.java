package io.weft.identity;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What the network configuration says about identity.
 *
 * @param ownCa the administrator's files; empty uses a key and a certificate made by Weft
 * @param open admits everyone who proves a key
 * @param issued makes tickets only that let in one node and do not carry the network's key
 * @param nodeId the id that this node must have; empty accepts the key's
 * @param networkId the network that this node must belong to; empty accepts the key's
 */
public record IdentitySettings(
    Optional<OwnCa> ownCa,
    boolean open,
    boolean issued,
    Optional<String> nodeId,
    Optional<String> networkId) {

  /** The network key of the user's configuration folder decides. */
  public static final IdentitySettings DEFAULT =
      new IdentitySettings(Optional.empty(), false, false, Optional.empty(), Optional.empty());

  /** Everyone is admitted. */
  public static final IdentitySettings OPEN =
      new IdentitySettings(Optional.empty(), true, false, Optional.empty(), Optional.empty());

  /** Only whoever holds the network's key lets nodes in, one by one. */
  public static final IdentitySettings ISSUED =
      new IdentitySettings(Optional.empty(), false, true, Optional.empty(), Optional.empty());

  /**
   * The PEM files of a node whose network is a certificate authority.
   *
   * @param certificate the node's certificate, then those between it and the CA
   * @param privateKey the node's private key, PKCS#8
   * @param ca the certificate of the CA
   */
  public record OwnCa(Path certificate, Path privateKey, Path ca) {}

  public IdentitySettings {
    if (open && ownCa.isPresent()) {
      throw new IdentityException(
          "open=true and tls_certificate exclude each other: an open network admits everyone,"
              + " one with a CA only its nodes; remove one of them");
    }
    if (issued && (open || ownCa.isPresent())) {
      throw new IdentityException(
          "admission=issued and "
              + (open ? "open=true" : "tls_certificate")
              + " exclude each other: remove one of them");
    }
  }

  /** Only nodes with a certificate of this CA are admitted. */
  public static IdentitySettings ownCa(Path certificate, Path privateKey, Path ca) {
    return new IdentitySettings(
        Optional.of(new OwnCa(certificate, privateKey, ca)),
        false,
        false,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Settings from text, in which blank is absent.
   *
   * @throws IdentityException if they contradict each other; the message names them
   */
  static IdentitySettings of(
      String certificate,
      String privateKey,
      String ca,
      boolean open,
      String admission,
      String nodeId,
      String networkId) {
    return new IdentitySettings(
        ownCa(certificate, privateKey, ca), open, issued(admission), id(nodeId), id(networkId));
  }

  private static boolean issued(String admission) {
    return switch (admission.strip()) {
      case "", "shared" -> false;
      case "issued" -> true;
      default ->
          throw new IdentityException(
              "admission is \"" + admission + "\"; it is shared (the default) or issued");
    };
  }

  private static Optional<OwnCa> ownCa(String certificate, String privateKey, String ca) {
    StringBuilder missing = new StringBuilder();
    Optional<Path> certificateFile = path("tls_certificate", certificate, missing);
    Optional<Path> keyFile = path("tls_private_key", privateKey, missing);
    Optional<Path> caFile = path("tls_ca", ca, missing);
    if (certificateFile.isEmpty() && keyFile.isEmpty() && caFile.isEmpty()) {
      return Optional.empty();
    }
    if (certificateFile.isEmpty() || keyFile.isEmpty() || caFile.isEmpty()) {
      throw new IdentityException(
          "tls_certificate, tls_private_key and tls_ca belong together; not set:" + missing);
    }
    return Optional.of(new OwnCa(certificateFile.get(), keyFile.get(), caFile.get()));
  }

  private static Optional<Path> path(String setting, String text, StringBuilder missing) {
    if (text.isBlank()) {
      missing.append(' ').append(setting);
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(text.strip()).toAbsolutePath());
    } catch (InvalidPathException e) {
      throw new IdentityException(setting + " is not a file name: " + e.getMessage(), e);
    }
  }

  private static Optional<String> id(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(text.strip().toLowerCase(Locale.ROOT));
  }
}
